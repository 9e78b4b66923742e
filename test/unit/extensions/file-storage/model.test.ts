// The store against a model of it: any order of commits, splits, acknowledgements,
// dead letters, drops and restarts.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { QueuedRequest, Storage } from "../../../../pipeline/storage.ts";
import { open, request, temporaryDirectory } from "./state-directories.ts";

const EXPORTERS = ["a", "b", "c"];

/** A request of two records, or one of its halves. */
interface Waiting {
	readonly text: string;
	readonly half?: 0 | 1;
}

interface Model {
	/** What waits, in order, by exporter. */
	queues: Map<string, Waiting[]>;
	deadLetters: Map<string, number>;
	checkpoint: string | undefined;
}

interface Real {
	storage: Storage;
	readonly directory: string;
}

/** The halves of a payload add up to it. */
function bytesOf({ text, half }: Waiting): number {
	const first = Math.floor(text.length / 2);
	return half === undefined
		? text.length
		: half === 0
			? first
			: text.length - first;
}

type Command = fc.AsyncCommand<Model, Real>;

async function expectAgreement(model: Model, { storage }: Real) {
	expect(await storage.checkpoint("stream")).toBe(model.checkpoint);
	const kept = EXPORTERS.filter(
		(id) => model.queues.get(id)?.length || model.deadLetters.get(id),
	);
	expect(await storage.exporters()).toEqual(kept);
	for (const exporter of EXPORTERS) {
		const expected = model.queues.get(exporter) ?? [];
		const queue = storage.queue(exporter);
		const queued = await queue.next(undefined, 1_000);
		expect(
			queued.map(({ body, part }) => ({
				text: Buffer.from(body).toString(),
				half: part?.first,
			})),
		).toEqual(expected.map(({ text, half }) => ({ text, half })));
		expect(queue.depth).toEqual({
			requests: expected.length,
			records: expected.reduce(
				(sum, { half }) => sum + (half === undefined ? 2 : 1),
				0,
			),
			bytes: expected.reduce((sum, each) => sum + bytesOf(each), 0),
		});
		expect(await storage.deadLetters.count(exporter)).toBe(
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
): Promise<QueuedRequest | undefined> {
	const waiting = model.queues.get(exporter) ?? [];
	if (waiting.length === 0) return undefined;
	const index = nth % waiting.length;
	waiting.splice(index, 1);
	return (await storage.queue(exporter).next(undefined, 1_000))[index];
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
								{ text },
							]);
						}
					}
					model.checkpoint = value ?? model.checkpoint;
				},
			),
		),
	fc.tuple(exporterId, fc.nat()).map(([exporter, nth]) =>
		command(`acknowledge ${exporter} ${nth}`, async (model, real) => {
			const position = await take(model, real, exporter, nth);
			if (position === undefined) return;
			await real.storage.queue(exporter).settle([{ position }]);
		}),
	),
	fc.tuple(exporterId, fc.nat()).map(([exporter, nth]) =>
		command(`set aside ${exporter} ${nth}`, async (model, real) => {
			const position = await take(model, real, exporter, nth);
			if (position === undefined) return;
			const reason = { message: "refused" };
			// A half has no payload of its own yet.
			const refused = [
				position.part ? { reason, request: request("half") } : { reason },
			];
			await real.storage.queue(exporter).settle([{ position, refused }]);
			model.deadLetters.set(
				exporter,
				(model.deadLetters.get(exporter) ?? 0) + 1,
			);
		}),
	),
	fc.tuple(exporterId, fc.nat()).map(([exporter, nth]) =>
		command(`split ${exporter} ${nth}`, async (model, real) => {
			const waiting = model.queues.get(exporter) ?? [];
			const index = nth % waiting.length;
			const whole = waiting[index];
			if (whole === undefined || whole.half !== undefined) return;
			const queue = real.storage.queue(exporter);
			const position = (await queue.next(undefined, 1_000))[index];
			if (position === undefined) return;
			await queue.split(position, 1);
			const { text } = whole;
			waiting.splice(index, 1, { text, half: 0 }, { text, half: 1 });
		}),
	),
	exporterId.map((exporter) =>
		command(`drop ${exporter}`, async (model, real) => {
			const dropped = model.queues.get(exporter)?.shift();
			const depth = await real.storage.queue(exporter).dropOldest(new Set());
			expect(depth?.bytes).toBe(dropped && bytesOf(dropped));
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
