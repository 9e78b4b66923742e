// The store against a model of it: any order of commits, acknowledgements, dead
// letters, drops and restarts.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Storage } from "../../../../pipeline/storage.ts";
import { open, request, temporaryDirectory } from "./state-directories.ts";

const EXPORTERS = ["a", "b", "c"];

interface Model {
	/** Bodies waiting, in order, by exporter. */
	queues: Map<string, string[]>;
	deadLetters: Map<string, number>;
	checkpoint: string | undefined;
}

interface Real {
	storage: Storage;
	readonly directory: string;
}

type Command = fc.AsyncCommand<Model, Real>;

async function expectAgreement(model: Model, { storage }: Real) {
	expect(await storage.checkpoint("stream")).toBe(model.checkpoint);
	const waiting = EXPORTERS.filter((id) => model.queues.get(id)?.length);
	expect(await storage.exporters()).toEqual(waiting);
	for (const exporter of EXPORTERS) {
		const expected = model.queues.get(exporter) ?? [];
		const queue = storage.queue(exporter);
		const queued = await queue.next(0, 1_000);
		expect(queued.map(({ body }) => Buffer.from(body).toString())).toEqual(
			expected,
		);
		expect(queue.depth).toEqual({
			requests: expected.length,
			records: expected.length * 2,
			bytes: expected.join("").length,
		});
		expect(await storage.deadLetters(exporter)).toBe(
			model.deadLetters.get(exporter) ?? 0,
		);
	}
}

function command(
	name: string,
	apply: (model: Model, real: Real) => Promise<void>,
): Command {
	return {
		check: () => true,
		async run(model, real) {
			await apply(model, real);
			await expectAgreement(model, real);
		},
		toString: () => name,
	};
}

/** Takes the nth waiting request out of the model; gives its id in the store. */
async function take(
	model: Model,
	{ storage }: Real,
	exporter: string,
	nth: number,
): Promise<number | undefined> {
	const waiting = model.queues.get(exporter) ?? [];
	if (waiting.length === 0) return undefined;
	const index = nth % waiting.length;
	waiting.splice(index, 1);
	return (await storage.queue(exporter).next(0, 1_000))[index]?.id;
}

const exporterId = fc.constantFrom(...EXPORTERS);

const commands = [
	fc
		.tuple(
			fc.array(fc.tuple(fc.string({ maxLength: 20 }), fc.subarray(EXPORTERS)), {
				maxLength: 3,
			}),
			fc.option(fc.string(), { nil: undefined }),
		)
		.map(([deliveries, value]) =>
			command(
				`commit ${JSON.stringify([deliveries, value])}`,
				async (model, real) => {
					const bodies = deliveries.map(([text, exporters]) => ({
						// ASCII, so that a length in characters is one in bytes.
						text: Buffer.from(text).toString("hex"),
						exporters,
					}));
					await real.storage.commit(
						bodies.map(({ text, exporters }) => ({
							request: request(text, 2),
							exporters,
						})),
						value === undefined ? undefined : { key: "stream", value },
					);
					for (const { text, exporters } of bodies) {
						for (const exporter of exporters) {
							model.queues.set(exporter, [
								...(model.queues.get(exporter) ?? []),
								text,
							]);
						}
					}
					model.checkpoint = value ?? model.checkpoint;
				},
			),
		),
	fc.tuple(exporterId, fc.nat()).map(([exporter, nth]) =>
		command(`acknowledge ${exporter} ${nth}`, async (model, real) => {
			const id = await take(model, real, exporter, nth);
			if (id !== undefined) await real.storage.queue(exporter).acknowledge(id);
		}),
	),
	fc.tuple(exporterId, fc.nat()).map(([exporter, nth]) =>
		command(`set aside ${exporter} ${nth}`, async (model, real) => {
			const id = await take(model, real, exporter, nth);
			if (id === undefined) return;
			await real.storage.queue(exporter).setAside(id, { message: "refused" });
			model.deadLetters.set(
				exporter,
				(model.deadLetters.get(exporter) ?? 0) + 1,
			);
		}),
	),
	exporterId.map((exporter) =>
		command(`drop ${exporter}`, async (model, real) => {
			const dropped = model.queues.get(exporter)?.shift();
			const depth = await real.storage.queue(exporter).dropOldest(new Set());
			expect(depth?.bytes).toBe(dropped?.length);
		}),
	),
	fc.constant(
		command("reopen", async (_, real) => {
			await real.storage.close();
			real.storage = await open(real.directory);
		}),
	),
];

test("agrees with its model after any commands, restarts included", async () => {
	await fc.assert(
		fc.asyncProperty(fc.commands(commands, { size: "+1" }), async (run) => {
			const directory = temporaryDirectory();
			const real = { directory, storage: await open(directory) };
			await fc.asyncModelRun(
				() => ({
					model: {
						queues: new Map(),
						deadLetters: new Map(),
						checkpoint: undefined,
					},
					real,
				}),
				run,
			);
			await real.storage.close();
		}),
		{ numRuns: 25 },
	);
});
