// A small OTLP/HTTP backend on loopback for the demo: takes JSON, keeps each record
// once, and counts what came twice.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { createGunzip } from "node:zlib";
import {
	logRecords,
	type OtlpLogsRequest,
	toPrintable,
} from "../../exporters/debug/otlp-json.ts";
import type { PrintableRecord } from "../../exporters/debug/record-line.ts";

export interface Sink {
	/** For an exporter's `endpoint`. */
	readonly endpoint: string;
	/** As they came, each once. */
	readonly records: readonly PrintableRecord[];
	/** Records whose `log.record.uid` had come before. */
	readonly duplicates: number;
	close(): Promise<void>;
}

export async function startSink(): Promise<Sink> {
	const uids = new Set<unknown>();
	const records: PrintableRecord[] = [];
	let duplicates = 0;

	const server = createServer(async (request, response) => {
		const body =
			request.headers["content-encoding"] === "gzip"
				? request.pipe(createGunzip())
				: request;
		try {
			const logs = (await json(body)) as OtlpLogsRequest;
			for (const record of logRecords(logs)) {
				const printable = toPrintable(record);
				const uid = printable.attributes["log.record.uid"];
				if (uids.has(uid)) duplicates++;
				else records.push(printable);
				uids.add(uid);
			}
			response.setHeader("content-type", "application/json");
			response.end('{"partialSuccess":{}}');
		} catch (error) {
			response.statusCode = 400;
			response.end((error as Error).message);
		}
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	return {
		endpoint: `http://127.0.0.1:${port}`,
		records,
		get duplicates() {
			return duplicates;
		},
		async close() {
			server.close();
			server.closeAllConnections();
		},
	};
}
