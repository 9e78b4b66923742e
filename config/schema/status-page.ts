// A page for people: whether anything is lost or late, and what to do.

import { z } from "zod";
import { fields } from "./field.ts";
import { listenEndpoint } from "./listen-endpoint.ts";
import { text } from "./text.ts";

export const statusPageSchema = z.strictObject({
	endpoint: listenEndpoint()
		.prefault("localhost:55679")
		.describe(
			"Where it listens. Whoever reaches it sees the page: leave it on the own machine, or put something that asks for a login in front.",
		),
	allowed_hosts: z
		.array(text())
		.register(fields, {
			type: "list of host names",
			expected: "a list of host names",
		})
		.prefault([])
		.describe(
			"Names under which it may be asked for besides `localhost`, its own address and the host of `endpoint`. Any other is refused, so that no web page can read it through a name that it points here.",
		),
});

export type StatusPageConfig = z.output<typeof statusPageSchema>;
