// The product against one of each kind of the simulated org's nasty sides; all of them,
// in every variant, are played by `npm run test:conformance`. For each: nothing is lost or sent twice, no
// other source and no other org waits for it, the operator reads the right code.

import { describe, expect, test } from "vitest";
import { FAULTS } from "../../simulator/faults/fault-table.ts";
import { CASES } from "./cases.ts";
import { judge } from "./judge.ts";
import { runCases } from "./run-cases.ts";

test("every fault has a case", () => {
	const covered = new Set<string>(CASES.map(({ fault }) => fault));
	// The product subscribes to nothing: test/unit/simulator/pub-sub has those.
	const met = FAULTS.filter(({ act }) => act.at !== "pub_sub");
	expect(
		met.map(({ name }) => name).filter((name) => !covered.has(name)),
	).toEqual([]);
});

const behaviourOf = new Map<string, string>(
	FAULTS.map(({ name, behaviour }) => [name, behaviour]),
);
const first = [
	...new Map(
		CASES.map((one) => [behaviourOf.get(one.fault), one] as const).reverse(),
	).values(),
].reverse();

describe("the product survives", () => {
	let outcomes: ReturnType<typeof runCases> | undefined;

	test.for(first.map((one) => [`${one.fault}: ${one.shows}`, one] as const))(
		"%s",
		{ timeout: 180_000 },
		async ([, one]) => {
			// All of them, as soon as one is wanted.
			outcomes ??= runCases(first);
			const outcome = await outcomes.get(one);
			expect(outcome && judge(one, outcome)).toEqual([]);
		},
	);
});
