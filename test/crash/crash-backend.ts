// A backend that keeps for each request which run of the product sent it, what was
// taken, and whether the product could have heard of it.

import {
	createServer,
	type IncomingHttpHeaders,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { uidOf } from "../integration/support/arrived-record.ts";
import type { Changes } from "../integration/support/changes.ts";
import { decode } from "../integration/support/otlp-backend.ts";

export const RUN_HEADER = "x-run";

/** What a backend does with a request. */
export type Reaction =
	| { readonly kind: "take" }
	/** Taken, and then the answer breaks off, or never begins. */
	| { readonly kind: "take_unheard"; readonly half: boolean }
	| { readonly kind: "reset" }
	| { readonly kind: "refuse"; readonly status: number };

/** `uids` reads the request, which takes its time. */
export type Behaviour = (uids: () => readonly string[]) => Reaction;

export interface TakenRequest {
	readonly run: number;
	readonly uids: readonly string[];
	/** The answer was spoilt on purpose, so it has to come again. */
	readonly unheard: boolean;
}

export interface CrashBackend extends AsyncDisposable {
	readonly url: string;
	readonly taken: readonly TakenRequest[];
	/** As it came first, without the time of observation. */
	readonly records: ReadonlyMap<string, string>;
	/** Uids that came again as another record. */
	readonly changed: readonly string[];
	/** Requests that came, whatever became of them. */
	readonly came: number;
	/** Those of them that were answered. */
	readonly answered: number;
	behave(behaviour: Behaviour): void;
}

export const takeAll: Behaviour = () => ({ kind: "take" });

interface Arrived {
	readonly uid: string;
	/** All that it says but when it was observed. */
	readonly text: string;
}

/** Every log record of an ExportLogsServiceRequest, as its headers say that it is written. */
export function readRecords(
	headers: IncomingHttpHeaders,
	body: Buffer,
): Arrived[] {
	return decode(headers, body).map((record) => ({
		uid: uidOf(record),
		text: JSON.stringify(record, (_, value) =>
			typeof value === "bigint" ? String(value) : value,
		),
	}));
}

export async function startCrashBackend(
	changes: Changes,
): Promise<CrashBackend> {
	const taken: TakenRequest[] = [];
	const records = new Map<string, string>();
	const changed: string[] = [];
	let behaviour = takeAll;
	let came = 0;
	let answered = 0;

	function take(run: number, arrived: readonly Arrived[], unheard: boolean) {
		taken.push({ run, uids: arrived.map(({ uid }) => uid), unheard });
		for (const { uid, text } of arrived) {
			const first = records.get(uid);
			if (first === undefined) records.set(uid, text);
			else if (first !== text) changed.push(uid);
		}
	}

	function react(reaction: Reaction, response: ServerResponse): void {
		switch (reaction.kind) {
			case "take":
				response.writeHead(200, { "Content-Type": "application/json" });
				response.end("{}");
				return;
			case "take_unheard":
				if (reaction.half) {
					response.writeHead(200, { "Content-Length": 100 });
					response.write('{"partial', () => response.destroy());
				} else {
					response.destroy();
				}
				return;
			case "reset":
				response.destroy();
				return;
			case "refuse":
				response.writeHead(reaction.status).end("not this one");
		}
	}

	const server = createServer((message, response) => {
		buffer(message)
			.then((body) => {
				came += 1;
				changes.changed();
				let read: Arrived[] | undefined;
				const arrived = () => {
					read ??= readRecords(message.headers, body);
					return read;
				};
				const reaction = behaviour(() => arrived().map(({ uid }) => uid));
				if (reaction.kind === "take" || reaction.kind === "take_unheard") {
					const run = Number(message.headers[RUN_HEADER]);
					take(run, arrived(), reaction.kind === "take_unheard");
				}
				react(reaction, response);
				answered += 1;
				changes.changed();
			})
			.catch(() => response.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		taken,
		records,
		changed,
		get came() {
			return came;
		},
		get answered() {
			return answered;
		},
		behave(next) {
			behaviour = next;
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
