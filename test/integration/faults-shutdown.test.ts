// The end comes in the middle of everything that the service does: what SIGTERM asks
// for (see signals.test.ts), in this process. Invariants: it ends by itself, long
// before shutdown_timeout; what was in hand is finished or left for the next start,
// which delivers the rest; nothing is lost, and nothing that was answered comes twice.

import { describe, test } from "vitest";
import { apiError } from "../../simulator/http/answer.ts";
import { createChanges } from "./support/changes.ts";
import {
	type OtlpBackend,
	startBackend,
	taken,
	unusedPort,
} from "./support/otlp-backend.ts";
import {
	type RunningService,
	type ServiceSetup,
	startService,
} from "./support/running-service.ts";
import {
	publishedUids,
	type SimulatedOrg,
	startOrg,
} from "./support/simulated-org.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

interface Scene {
	readonly org: SimulatedOrg;
	readonly backend: OtlpBackend;
	readonly service: RunningService;
}

interface Moment {
	readonly what: string;
	/** Before the start. */
	readonly prepare?: (scene: Omit<Scene, "service">) => void;
	/** Resolves at the moment. */
	readonly comes: (scene: Scene) => Promise<unknown>;
	readonly exporter?: Readonly<Record<string, unknown>>;
	readonly unreachable?: boolean;
	/** Requests are on their way that nobody knows the end of. */
	readonly unanswered?: boolean;
}

const stalled = (afterBytes: number) => (scene: Omit<Scene, "service">) =>
	scene.org.intervene({
		on: { endpoint: "log_file" },
		effect: { kind: "stall", afterBytes },
	});

const said = (text: string) => (scene: Scene) =>
	scene.service.until(() =>
		scene.service.log.some(({ msg }) => msg.includes(text)),
	);

const MOMENTS: readonly Moment[] = [
	{ what: "as soon as it has begun", comes: async () => {} },
	{
		what: "during the login",
		prepare: ({ org }) =>
			org.intervene({
				on: { endpoint: "token" },
				effect: { kind: "stall", afterBytes: 1 },
			}),
		comes: ({ org }) => org.requested({ endpoint: "token" }),
	},
	{
		what: "during a query",
		prepare: ({ org }) =>
			org.intervene({
				on: { endpoint: "query" },
				effect: { kind: "stall", afterBytes: 10 },
			}),
		comes: ({ org }) => org.requested({ endpoint: "query" }),
	},
	{
		what: "while a stream backs off",
		prepare: ({ org }) =>
			org.intervene({
				on: { endpoint: "query" },
				times: 100,
				effect: {
					kind: "answer",
					answer: apiError(400, "MALFORMED_QUERY", "no"),
				},
			}),
		comes: said("could not be read"),
	},
	{
		what: "before the first byte of a file",
		prepare: stalled(0),
		comes: ({ org }) => org.requested({ endpoint: "log_file" }),
	},
	{
		what: "in the middle of a file",
		prepare: stalled(100_000),
		comes: ({ org }) => org.requested({ endpoint: "log_file" }),
	},
	{ what: "between two files", comes: said("Read an event log file") },
	{
		what: "while requests are on their way, and no answer comes",
		prepare: ({ backend }) => backend.answer(() => undefined),
		comes: ({ backend }) => backend.until(() => backend.requests.length > 0),
		exporter: { timeout: "500ms" },
		unanswered: true,
	},
	{
		what: "between a request and its answer",
		comes: ({ backend }) => backend.until(() => backend.requests.length > 3),
	},
	{
		what: "while a request waits to be tried again",
		prepare: ({ backend }) => backend.answer(() => ({ status: 503 })),
		comes: said("is retried"),
	},
	{
		what: "while a backend has asked for an hour",
		prepare: ({ backend }) =>
			backend.answer(() => ({
				status: 429,
				headers: { "retry-after": "3600" },
			})),
		comes: said("is retried"),
	},
	{
		what: "while nobody listens at the backend",
		unreachable: true,
		comes: said("connection refused"),
	},
	{
		what: "while a full queue keeps the receiver waiting",
		prepare: ({ backend }) => backend.answer(() => ({ status: 503 })),
		comes: ({ backend }) => backend.until(() => backend.requests.length > 1),
		exporter: { sending_queue: { queue_size: 1, num_consumers: 1 } },
	},
	{
		what: "while a backend without a queue keeps the receiver waiting",
		prepare: ({ backend }) => backend.answer(() => ({ status: 503 })),
		comes: said("is retried"),
		exporter: { sending_queue: { enabled: false } },
	},
	{
		what: "while a request is split",
		prepare: ({ backend }) =>
			backend.answer(({ records }) => ({
				status: records.length > 10 ? 413 : 200,
			})),
		comes: ({ backend }) => backend.until(() => backend.requests.length > 4),
		exporter: { sending_queue: { num_consumers: 1 } },
	},
	{
		what: "while requests are set aside",
		prepare: ({ backend }) =>
			backend.answer((_, index) => ({ status: index < 2 ? 400 : 200 })),
		comes: said("set aside"),
	},
];

const EXPORTER = {
	encoding: "json",
	compression: "none",
	sending_queue: { batch: { max_size: 40_000 } },
};

describe.concurrent("an end", () => {
	test.for(MOMENTS.map((moment) => [moment.what, moment] as const))(
		"%s comes at once, and the next start does the rest",
		async ([, moment], { expect }) => {
			const changes = createChanges();
			using directory = temporaryDirectory();
			await using org = await startOrg({ rows_per_hour: 150, gzip: false });
			await using backend = await startBackend(taken, { changes });
			const setupFor = (
				endpoint: string,
				exporter: Moment["exporter"] = {},
			): ServiceSetup => ({
				orgs: { a: org },
				exporters: { otlp_http: { endpoint, ...EXPORTER, ...exporter } },
				directory: directory.path,
				// Longer than a test may take.
				service: { shutdown_timeout: "1h" },
				changes,
			});
			moment.prepare?.({ org, backend });
			let refused: ReadonlySet<string> = new Set();
			{
				const url = moment.unreachable
					? `http://127.0.0.1:${await unusedPort()}`
					: backend.url;
				await using service = await startService(
					setupFor(url, moment.exporter),
				);
				await moment.comes({ org, backend, service });
				await service.stop();
				const setAside = service.total(
					"salesforce_exporter_dead_letter_log_records",
				);
				if (setAside > 0) {
					refused = new Set(
						backend.requests
							.slice(0, 2)
							.flatMap(({ records }) =>
								records.map(({ attributes }) =>
									String(attributes["log.record.uid"]),
								),
							),
					);
					expect(refused.size).toBe(setAside);
				}
			}
			org.clearInterventions();
			org.advance(61_000);
			backend.answer(taken);
			const expected = publishedUids(org).difference(refused);
			await using survivor = await startService(setupFor(backend.url));
			await backend.until(() => backend.uids.size >= expected.size);
			await survivor.stop();
			expect(new Set(backend.uids.keys())).toEqual(expected);
			if (moment.unanswered) return;
			// What was not answered was not taken, so nothing of it came twice.
			expect(backend.records).toHaveLength(expected.size);
		},
	);
});
