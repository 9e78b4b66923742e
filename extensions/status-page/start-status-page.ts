// The status page: one page without outside assets, its data as JSON, and the same
// live as server-sent events. It shows counts, times and states, and the
// configuration without its secrets.
//
// Invariants: GET only; a Host that is not ours is refused, so that no web page can
// read it through a name that points here; no client makes memory grow.

import type { IncomingMessage, ServerResponse } from "node:http";
import { parseListenEndpoint } from "../../config/schema/listen-endpoint.ts";
import type { StatusPageConfig } from "../../config/schema/status-page.ts";
import type { Clock } from "../../pipeline/clock.ts";
import type { ComponentBoard } from "../../pipeline/component-report.ts";
import type { Measurements } from "../../pipeline/measurements.ts";
import type { ProblemLog } from "../../pipeline/problem.ts";
import { type HttpListener, listen, pathOf, refuse } from "../http/listen.ts";
import { isAllowedHost } from "./allowed-host.ts";
import { createHistory } from "./history.ts";
import { readPageFile } from "./page-files.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";

const LIVE_MS = 2_000;
const MAX_LIVE_CLIENTS = 20;

const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
	"/": ["index.html", "text/html; charset=utf-8"],
	"/style.css": ["style.css", "text/css; charset=utf-8"],
	"/script.js": ["script.js", "text/javascript; charset=utf-8"],
	"/icon.svg": ["icon.svg", "image/svg+xml"],
};

const HEADERS = {
	"content-security-policy":
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	"cross-origin-opener-policy": "same-origin",
	"cross-origin-resource-policy": "same-origin",
	"referrer-policy": "no-referrer",
	"x-content-type-options": "nosniff",
	"cache-control": "no-store",
};

export interface StatusPageOptions {
	readonly id: string;
	readonly config: StatusPageConfig;
	readonly version: string;
	/** Ids that are in a pipeline. */
	readonly receivers: readonly string[];
	readonly exporters: readonly string[];
	/** As it takes effect, secrets redacted. */
	readonly configuration: string;
	readonly components: Pick<ComponentBoard, "all">;
	readonly measurements: Measurements;
	readonly problems: ProblemLog;
	/** Brings the measurements up to date. */
	readonly collect: () => Promise<void>;
	readonly clock: Clock;
}

/** Rejects when the address can't be listened on. */
export async function startStatusPage(
	options: StatusPageOptions,
): Promise<HttpListener> {
	const { id, config, clock, configuration } = options;
	const { measurements, components, problems } = options;
	const startedAt = clock.now();
	const history = createHistory(measurements);
	const live = new Set<ServerResponse>();
	const files = readFiles();

	function snapshot(): Snapshot {
		const now = clock.now();
		history.look(now);
		return takeSnapshot({
			...options,
			startedAt,
			now,
			measurements,
			history,
			components: components.all(),
			problems: problems.all(),
		});
	}

	async function tick(): Promise<void> {
		if (live.size === 0) {
			history.look(clock.now());
			return;
		}
		await options.collect();
		const event = `data: ${JSON.stringify(snapshot())}\n\n`;
		for (const response of live) {
			// One that does not read gets the next one that it has room for.
			if (!response.writableNeedDrain) response.write(event);
		}
	}

	async function json(response: ServerResponse): Promise<void> {
		await options.collect();
		response.writeHead(200, { ...HEADERS, "content-type": "application/json" });
		response.end(`${JSON.stringify({ ...snapshot(), configuration })}\n`);
	}

	async function events(response: ServerResponse): Promise<void> {
		if (live.size >= MAX_LIVE_CLIENTS) {
			refuse(response, 503, "Too many pages are open.\n", HEADERS);
			return;
		}
		live.add(response);
		response.once("close", () => live.delete(response));
		response.writeHead(200, {
			...HEADERS,
			"content-type": "text/event-stream",
		});
		await options.collect();
		response.write(
			`retry: ${LIVE_MS}\ndata: ${JSON.stringify(snapshot())}\n\n`,
		);
	}

	function answer(request: IncomingMessage, response: ServerResponse): void {
		if (!isAllowedHost(request, endpointHost, config.allowed_hosts)) {
			refuse(
				response,
				421,
				`This page does not answer to the name in the Host header; see extensions.${id}.allowed_hosts.\n`,
				HEADERS,
			);
			return;
		}
		const path = pathOf(request);
		if (path === "/status.json") return void json(response);
		if (path === "/events") return void events(response);
		const file = files.get(path);
		if (file === undefined) {
			refuse(response, 404, "There is nothing here.\n", HEADERS);
			return;
		}
		response.writeHead(200, { ...HEADERS, "content-type": file.type });
		response.end(file.body);
	}

	const endpoint = parseListenEndpoint(config.endpoint);
	if (endpoint === undefined) throw new Error(`${id}: no endpoint`);
	const endpointHost = endpoint.host;
	const listener = await listen(endpoint, answer, `extensions.${id}.endpoint`);
	const timer = setInterval(() => void tick(), LIVE_MS);
	timer.unref();
	return {
		port: listener.port,
		close() {
			clearInterval(timer);
			return listener.close();
		},
	};
}

function readFiles() {
	return new Map(
		Object.entries(FILES).map(([path, [file, type]]) => [
			path,
			{
				type,
				body: readPageFile(file),
			},
		]),
	);
}
