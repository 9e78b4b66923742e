// The status page of a receiver that runs as an operator runs it: a simulated org in
// which things happen quickly, and two backends, one of which can die.

import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { startSimulator } from "../../../simulator/start-simulator.ts";
import { type ReceiverProcess, startReceiver } from "../receiver-process.ts";

const START_MS = 30_000;

export interface ServedPage extends AsyncDisposable {
	readonly url: string;
	/** The exporter `otlp_http/elastic` finds nobody any more. */
	killBackend(): Promise<void>;
	/** It is there again, at the same address. */
	reviveBackend(): Promise<void>;
	/** What the receiver has said. */
	log(): Promise<string>;
	/** Ends the receiver while the page is open. */
	endReceiver(): Promise<unknown>;
}

export async function servePage(
	options: { readonly speed?: number } = {},
): Promise<ServedPage> {
	const directory = await mkdtemp(join(tmpdir(), "salesforce-otlp-page-"));
	const org = await startSimulator({
		users: 8,
		hours: 4,
		rows_per_hour: 40,
		rhythm: false,
		latency: "30m",
		speed: options.speed ?? 300,
	});
	const collector = await startBackend();
	let elastic = await startBackend();
	const elasticPort = portOf(elastic);
	const { receivers } = parse(org.config());
	const receiver = await startReceiver({
		directory,
		config: stringify({
			receivers: {
				salesforce: { ...receivers.salesforce, streams: STREAMS },
			},
			exporters: {
				"otlp_http/collector": exporter(portOf(collector)),
				"otlp_http/elastic": exporter(elasticPort),
			},
			extensions: {
				file_storage: { directory: join(directory, "state") },
				status_page: { endpoint: "localhost:0" },
			},
			service: {
				extensions: ["file_storage", "status_page"],
				pipelines: {
					logs: {
						receivers: ["salesforce"],
						exporters: ["otlp_http/collector", "otlp_http/elastic"],
					},
				},
				telemetry: { logs: { encoding: "json" } },
			},
		}),
	});
	const port = await portOfPage(receiver);
	return {
		url: `http://localhost:${port}/`,
		killBackend: () => stop(elastic),
		async reviveBackend() {
			elastic = await startBackend(elasticPort);
		},
		log: receiver.log,
		endReceiver: () => receiver.end("SIGTERM"),
		async [Symbol.asyncDispose]() {
			await receiver.end("SIGTERM");
			await Promise.all([stop(collector), stop(elastic), org.close()]);
			await rm(directory, { recursive: true, force: true });
		},
	};
}

const STREAMS = {
	login: { source: "object", poll_interval: "1s", visibility_lag: "0s" },
	logout: { source: "object", poll_interval: "1s", visibility_lag: "0s" },
	apex: {
		event_types: ["ApexExecution", "ApexCallout", "ApexUnexpectedException"],
		poll_interval: "2s",
	},
	setup_audit_trail: { poll_interval: "1s" },
};

function exporter(port: number) {
	return {
		endpoint: `http://127.0.0.1:${port}`,
		retry_on_failure: { initial_interval: "500ms", max_interval: "1s" },
	};
}

/** Takes everything. */
async function startBackend(port = 0): Promise<Server> {
	const server = createServer((request, response) => {
		request.resume().on("end", () => {
			response.setHeader("content-type", "application/x-protobuf");
			response.end();
		});
	});
	server.listen(port, "127.0.0.1");
	await once(server, "listening");
	return server;
}

async function stop(server: Server): Promise<void> {
	if (!server.listening) return;
	const closed = once(server, "close");
	server.close();
	server.closeAllConnections();
	await closed;
}

function portOf(server: Server): number {
	return (server.address() as AddressInfo).port;
}

/** As its log tells it. */
async function portOfPage({ log, exited }: ReceiverProcess): Promise<number> {
	let ended = false;
	void exited.then(() => {
		ended = true;
	});
	for (const end = Date.now() + START_MS; Date.now() < end && !ended; ) {
		const text = await log();
		const line = text
			.split("\n")
			.find(
				(each) =>
					each.includes('"status_page"') && each.includes('"listening"'),
			);
		if (line !== undefined) return JSON.parse(line).port as number;
		await delay(50);
	}
	throw new Error(`the status page did not come up:\n${await log()}`);
}
