// Answers probes. Alive is not ready: `path` says that the process runs, and nothing
// that Salesforce or a backend does changes that, so that a liveness probe kills no
// process whose queue waits for a backend; `/status` says how its components fare.

import type { ServerResponse } from "node:http";
import type { HealthCheckConfig } from "../../config/schema/health-check.ts";
import { parseListenEndpoint } from "../../config/schema/listen-endpoint.ts";
import type { Clock } from "../../pipeline/clock.ts";
import type { ComponentBoard } from "../../pipeline/component-report.ts";
import { type HttpListener, listen, pathOf, refuse } from "../http/listen.ts";
import { type Pipelines, type StatusNode, statusTree } from "./status-tree.ts";

export interface HealthCheckOptions {
	readonly id: string;
	readonly config: HealthCheckConfig;
	readonly pipelines: Pipelines;
	readonly components: Pick<ComponentBoard, "all">;
	readonly clock: Clock;
}

export interface HealthCheck extends HttpListener {
	/** From now on it is neither alive nor ready. */
	stopping(): void;
}

/** Rejects when the address can't be listened on. */
export async function startHealthCheck(
	options: HealthCheckOptions,
): Promise<HealthCheck> {
	const { id, config, clock } = options;
	const { path, response_body, http, component_health: health } = config;
	const started = clock.now();
	let stopping = false;

	function alive(response: ServerResponse): void {
		const text = stopping ? response_body.unhealthy : response_body.healthy;
		const code = stopping ? 503 : 200;
		if (text !== undefined) {
			refuse(response, code, text, { "cache-control": "no-store" });
			return;
		}
		json(response, code, {
			status: stopping ? "Server not available" : "Server available",
			upSince: new Date(started).toISOString(),
			uptime: `${Math.floor((clock.now() - started) / 1_000)}s`,
		});
	}

	function status(response: ServerResponse, query: URLSearchParams): void {
		const whole = statusTree({
			components: options.components.all(),
			pipelines: options.pipelines,
			health,
			started,
			now: clock.now(),
		});
		const pipeline = query.get("pipeline");
		const asked =
			pipeline === null ? whole : whole.components?.[`pipeline:${pipeline}`];
		if (asked === undefined) {
			refuse(response, 404, `There is no pipeline ${pipeline}.\n`);
			return;
		}
		const { components, ...summary } = asked;
		json(response, asked.healthy && !stopping ? 200 : 503, {
			start_time: new Date(started).toISOString(),
			...summary,
			...(query.has("verbose") && { components }),
		} satisfies StatusNode & { start_time: string });
	}

	const endpoint = parseListenEndpoint(config.endpoint);
	if (endpoint === undefined) throw new Error(`${id}: no endpoint`);
	const listener = await listen(
		endpoint,
		(request, response) => {
			const asked = pathOf(request);
			if (asked === path) return alive(response);
			if (http.status.enabled && asked === http.status.path) {
				const { searchParams } = new URL(
					request.url ?? "/",
					"http://localhost",
				);
				return status(response, searchParams);
			}
			refuse(response, 404, "There is nothing here.\n");
		},
		`extensions.${id}.endpoint`,
	);
	return {
		...listener,
		stopping() {
			stopping = true;
		},
	};
}

function json(response: ServerResponse, code: number, body: unknown): void {
	response.writeHead(code, {
		"content-type": "application/json",
		"cache-control": "no-store",
	});
	response.end(`${JSON.stringify(body)}\n`);
}
