// Several event objects of one receiver that are read at the same time.

import { expect, test } from "vitest";
import { recordCount } from "../../../../../pipeline/log-batch.ts";
import { createEventObjectSource } from "../../../../../receiver/sources/event-object/create-event-object-source.ts";
import { createGate } from "../../../../../receiver/sources/gate.ts";
import type { RowTranscoderOptions } from "../../../../../receiver/sources/object/row-transcoder.ts";
import { createRowTranscoder } from "../../../../../transcoder/create-row-transcoder.ts";
import { createTranscoderMemory } from "../../../../../transcoder/transcoder-memory.ts";
import { CONTEXT } from "../../mapping/record-context.ts";
import { createRecordingTelemetry } from "../event-log-file/collector.ts";
import {
	createFakeObjectOrg,
	HOUR,
	MINUTE,
} from "../object/fake-object-org.ts";
import { OBJECT_SCHEDULE } from "../object/object-collector.ts";

const OBJECTS = 5;
const PLACES = 2;
const EVENTS = 60;

test("those that wait for their turn hold no memory, and in the end nobody does", async () => {
	let held = 0;
	let most = 0;
	function createTranscoder(options: RowTranscoderOptions) {
		most = Math.max(most, ++held);
		return createRowTranscoder(options, createTranscoderMemory(), () => held--);
	}
	const gate = createGate(PLACES);
	const telemetry = createRecordingTelemetry();
	const { signal } = new AbortController();

	async function read(): Promise<number> {
		const org = createFakeObjectOrg();
		for (let n = 0; n < EVENTS; n++)
			org.add({ time: org.now - 5 * MINUTE - n * 6 * MINUTE });
		const source = createEventObjectSource({
			...OBJECT_SCHEDULE,
			client: org.client,
			clock: { now: () => org.now, sleep: async () => {} },
			telemetry,
			object: "TestEvent",
			eventType: "Test",
			records: { context: { ...CONTEXT, source: "object" } },
			createRowTranscoder: createTranscoder,
			gate,
			initialLookbackMs: 8 * HOUR,
			maxWindowRows: 8,
		});
		let records = 0;
		for await (const batch of source.poll(async () => undefined, signal))
			records += recordCount(batch);
		return records;
	}

	const records = await Promise.all(Array.from({ length: OBJECTS }, read));

	expect(records).toEqual(new Array(OBJECTS).fill(EVENTS));
	expect(held).toBe(0);
	expect(most).toBe(PLACES);
});
