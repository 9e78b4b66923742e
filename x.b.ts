import { transcode } from "./bench/scenarios/transcode.ts";

const p = await transcode.prepare();
const R = Number(process.argv[2] ?? 120);
const all: number[] = [];
for (let i = 0; i < R; i++) {
	const t = process.hrtime.bigint();
	await p.pass();
	all.push(Number(process.hrtime.bigint() - t) / 1e7);
}
all.sort((a, b) => a - b);
console.log(
	"min",
	(all[0] as number).toFixed(3),
	"p10",
	(all[Math.floor(R / 10)] as number).toFixed(3),
);
