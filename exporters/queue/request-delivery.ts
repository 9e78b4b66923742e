// One request to its end, in as many pieces as the backend wants it: sent with
// retries, in halves where it is too large, and what the backend will never take
// kept aside.
//
// Invariants: every record of it is settled exactly once; the pieces go out one
// after the other, in order.

import type {
	Admission,
	EncodedRequest,
	Exporter,
	RefusedRecords,
} from "../../pipeline/exporter.ts";
import type { QueuePosition, Refused } from "../../pipeline/storage.ts";
import type { DecidedResult, DeliveryReport } from "./delivery-report.ts";
import type { RetryingSender } from "./retrying-sender.ts";

/** A request and where it stands in the queue. */
export interface Outgoing {
	/** Several when small requests were joined; none when there is no queue. */
	readonly from: readonly QueuedPiece[];
	readonly request: EncodedRequest;
}

/** What one row of the queue stands for, as it would go out alone. */
export interface QueuedPiece {
	readonly position: QueuePosition;
	readonly request: EncodedRequest;
}

/** Where it is written down what became of a request. */
export interface Ledger {
	/** Done with: all of it, but for what was refused. */
	settled(outgoing: Outgoing, refused: readonly Refused[]): Promise<void>;
	/** Two pieces take the place of one. */
	split(position: QueuePosition, records: number): Promise<void>;
}

export type RequestDelivery = (
	outgoing: Outgoing,
	signal: AbortSignal,
	stopping?: AbortSignal,
) => Promise<void>;

export interface RequestDeliveryOptions {
	readonly exporter: Exporter;
	readonly send: RetryingSender;
	readonly report: DeliveryReport;
	readonly ledger: Ledger;
}

/** Rejects as `send` does; what was not settled then is still queued. */
export function createRequestDelivery({
	exporter,
	send,
	report,
	ledger,
}: RequestDeliveryOptions): RequestDelivery {
	/** Gives the pieces that are to go out instead, none when it is settled. */
	async function sendAdmitted(
		outgoing: Outgoing,
		signal: AbortSignal,
		stopping: AbortSignal | undefined,
	): Promise<readonly Outgoing[]> {
		const { request, refused } = await admitted(outgoing.request);
		if (request === undefined) {
			await settle(outgoing, refused);
			return [];
		}
		const result = await send(request, signal, stopping);
		if (result.kind !== "too_large") {
			await settle(outgoing, refused, { request, result });
			return [];
		}
		if (outgoing.from.length > 1) return outgoing.from.map(alone);
		const cut = await halved(outgoing.request);
		if (typeof cut !== "string") {
			report.split(request, result.message);
			return takeThePlace(outgoing, cut);
		}
		const message = `${result.message}: ${cut}`;
		await settle(outgoing, refused, {
			request,
			result: { ...result, kind: "permanent", message },
		});
		return [];
	}

	async function admitted(request: EncodedRequest): Promise<Admission> {
		try {
			return (await exporter.admit?.(request)) ?? { request, refused: [] };
		} catch {
			// Bytes that we can't read are for the backend to judge.
			return { request, refused: [] };
		}
	}

	/** Its halves, or why there are none. */
	async function halved(
		request: EncodedRequest,
	): Promise<readonly [EncodedRequest, EncodedRequest] | string> {
		const { records, bytes } = request;
		if (records === 1) return `one record of ${bytes} bytes can't be split`;
		const half = Math.ceil(records / 2);
		const { eventTimes } = request;
		try {
			const [front, back] = await Promise.all([
				exporter.encoder.slice(request, 0, half),
				exporter.encoder.slice(request, half, records - half),
			]);
			return [
				{ ...front, eventTimes },
				{ ...back, eventTimes },
			];
		} catch (error) {
			return `it can't be split: ${(error as Error).message}`;
		}
	}

	/** In the queue first, so that a restart goes on with the halves. */
	async function takeThePlace(
		{ from: [row] }: Outgoing,
		halves: readonly [EncodedRequest, EncodedRequest],
	): Promise<Outgoing[]> {
		if (row === undefined) {
			return halves.map((request) => ({ from: [], request }));
		}
		const { id, part } = row.position;
		await ledger.split(row.position, halves[0].records);
		let first = part?.first ?? 0;
		return halves.map((request) => {
			const { records } = request;
			const position = { id, part: { first, records } };
			first += records;
			return alone({ position, request });
		});
	}

	async function settle(
		outgoing: Outgoing,
		limited: readonly RefusedRecords[],
		sent?: { request: EncodedRequest; result: DecidedResult },
	): Promise<void> {
		const refused: Refused[] = limited.map(({ request, message }) => ({
			request,
			reason: { message },
		}));
		for (const each of limited) report.refused(each);
		if (sent !== undefined) {
			const { eventTimes } = outgoing.request;
			report.settled({ ...sent.request, eventTimes }, sent.result);
			if (sent.result.kind === "permanent") {
				refused.push({ request: sent.request, reason: sent.result });
			}
		}
		await ledger.settled(outgoing, refused);
	}

	return async (outgoing, signal, stopping) => {
		const waiting = [outgoing];
		for (;;) {
			const next = waiting.shift();
			if (next === undefined) return;
			waiting.unshift(...(await sendAdmitted(next, signal, stopping)));
		}
	};
}

export function alone(piece: QueuedPiece): Outgoing {
	return { from: [piece], request: piece.request };
}
