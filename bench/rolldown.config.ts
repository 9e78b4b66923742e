// The published files, and beside them one more, through which the benchmarks reach what
// they measure (program.ts).

import product from "../rolldown.config.ts";

export default {
	...product,
	input: { ...product.input, "bench/program": "bench/program.ts" },
};
