// `state drop-exporter`: forgets what is kept for an exporter that has left the
// configuration.

import { plural } from "./format.ts";
import {
	CommandFailure,
	changing,
	inState,
	requireYes,
	type StateOptions,
} from "./state-location.ts";

export interface DropExporterOptions extends StateOptions {
	readonly yes?: boolean;
}

export function dropExporter(
	id: string,
	options: DropExporterOptions,
): Promise<number> {
	return inState(options, (location) =>
		changing(location, async (storage) => {
			const known = await storage.exporters();
			if (!known.includes(id)) {
				throw new CommandFailure(
					`nothing is kept for exporter ${id}; there is something for: ${known.join(", ") || "none"}`,
				);
			}
			const { requests, records } = storage.queue(id).depth;
			const letters = await storage.deadLetters.count(id);
			const holds = `${plural(requests, "request")} with ${plural(records, "record")} and ${plural(letters, "dead letter")}`;
			requireYes(
				options.yes,
				`exporter ${id} holds ${holds}; dropped, they are never delivered to it`,
			);
			await storage.dropExporter(id);
			console.log(`dropped ${holds} of exporter ${id}`);
		}),
	);
}
