import { expect, test } from "vitest";
import { createRest } from "../../../../receiver/backfill/rest.ts";
import type { BacklogPace } from "../../../../receiver/budget/pace.ts";
import { recordingTelemetry } from "../../exporters/recording-telemetry.ts";

const NEVER = new AbortController().signal;

/** Gives one pace after the other. */
function setUp(paces: readonly BacklogPace[]) {
	const left = [...paces];
	const slept: number[] = [];
	const waits: boolean[] = [];
	let rechecks = 0;
	const telemetry = recordingTelemetry();
	const rest = createRest({
		pace: () => left.shift() ?? { kind: "read", pauseMs: 0 },
		async recheck() {
			rechecks++;
			throw new Error("the org is down");
		},
		onWait: (now) => waits.push(now),
		clock: {
			now: () => 0,
			async sleep(ms, signal) {
				signal?.throwIfAborted();
				slept.push(ms);
			},
		},
		logger: telemetry.logger,
	});
	return {
		rest,
		slept,
		waits,
		telemetry,
		get rechecks() {
			return rechecks;
		},
	};
}

test("with calls to spare nothing is waited for, and nothing said", async () => {
	const scene = setUp([]);
	await scene.rest(NEVER);
	expect(scene.slept).toEqual([]);
	expect(scene.telemetry.lines).toEqual([]);
});

test("beyond a third of the budget, calls are spaced", async () => {
	const scene = setUp([{ kind: "read", pauseMs: 8_640 }]);
	await scene.rest(NEVER);
	expect(scene.slept).toEqual([8_640]);
	expect(scene.waits).toEqual([]);
});

test("a pause of hours, with a tiny budget, is told as waiting", async () => {
	const scene = setUp([{ kind: "read", pauseMs: 7_200_000 }]);
	await scene.rest(NEVER);
	expect(scene.waits).toEqual([true, false]);
});

test("without calls it waits and asks again, tells both ends once, and survives an org that does not answer", async () => {
	const scene = setUp([{ kind: "wait" }, { kind: "wait" }]);
	await scene.rest(NEVER);
	expect(scene.rechecks).toBe(2);
	expect(scene.waits).toEqual([true, false]);
	expect(scene.telemetry.messages("info")).toHaveLength(2);
});

test("a stop ends the wait", async () => {
	const scene = setUp([{ kind: "wait" }]);
	const stopped = AbortSignal.abort(new Error("stopped"));
	await expect(scene.rest(stopped)).rejects.toThrow("stopped");
});
