// Answers probes; the Collector's `health_check`, both of its forms at once.

import { z } from "zod";
import { crossCheck, isMap } from "./cross-check.ts";
import { duration } from "./duration.ts";
import { listenEndpoint, urlPath } from "./listen-endpoint.ts";
import { bool } from "./number.ts";
import { text } from "./text.ts";

export const healthCheckSchema = crossCheck(
	z.strictObject({
		endpoint: listenEndpoint()
			.prefault("localhost:13133")
			.describe(
				"Where it listens. A probe of Kubernetes comes from outside: `0.0.0.0:13133`.",
			),
		path: urlPath()
			.prefault("/")
			.describe(
				"Whether the process is alive, for a liveness probe: 200 from its start until it stops, whatever Salesforce and the backends do.",
			),
		response_body: z
			.strictObject({
				healthy: text()
					.optional()
					.describe("While it is alive; JSON with the uptime when absent."),
				unhealthy: text()
					.optional()
					.describe("While it stops; JSON when absent."),
			})
			.prefault({})
			.describe("What `path` answers."),
		http: z
			.strictObject({
				status: z
					.strictObject({
						enabled: bool().prefault(true).describe("Answer it."),
						path: urlPath()
							.prefault("/status")
							.describe(
								"Whether it is ready, for a readiness probe: 503 while it starts and stops. `?verbose` shows every component, `?pipeline=logs` one pipeline.",
							),
					})
					.prefault({})
					.describe("The state of the components."),
			})
			.prefault({})
			.describe(
				"The second form, which the Collector has with `use_v2`; here both are answered.",
			),
		component_health: z
			.strictObject({
				include_permanent_errors: bool()
					.prefault(false)
					.describe(
						"Answer 503 while a component has an error that somebody has to cure.",
					),
				include_recoverable_errors: bool()
					.prefault(false)
					.describe(
						"Answer 503 while a component has an error that passes by itself.",
					),
				recovery_duration: duration({ zero: true })
					.prefault("5m")
					.describe("How long such an error may last before that."),
			})
			.prefault({})
			.describe("What of the components `status` answers for."),
	}),
	({ path, http }, report) => {
		const status = isMap(http) ? http.status : undefined;
		if (typeof path === "string" && isMap(status) && status.path === path) {
			report("`path` and `http.status.path` must differ", "path");
		}
	},
);

export type HealthCheckConfig = z.output<typeof healthCheckSchema>;
