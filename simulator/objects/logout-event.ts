// LogoutEvent: of the logouts in the files, those that people made themselves in the
// browser. Sessions that expire are not there.

import { eventRows } from "../generate/event-types/event-content.ts";
import { sessionsEndingIn } from "../generate/event-types/sessions.ts";
import type { Population } from "../generate/population.ts";
import { createRandom } from "../generate/random.ts";
import { uuid } from "../generate/random-text.ts";
import type { Volume } from "../generate/volume.ts";
import type { ResolvedOptions } from "../options.ts";
import { createdAfter, DUMMY_ID } from "./event-rows.ts";
import { fieldsOf } from "./field.ts";
import { bigObjectUse } from "./login-objects.ts";
import type { EventObject } from "./object-source.ts";

export function logoutEvent(
	population: Population,
	volume: Volume,
	options: ResolvedOptions,
): EventObject {
	return {
		name: "LogoutEvent",
		label: "Logout Event",
		keyPrefix: "0P1",
		big: true,
		timeField: "EventDate",
		fields: fieldsOf(
			`Id:!id18 CreatedDate:!date EventDate:!date EventIdentifier:!text80 LoginKey:text24
			SessionKey:text24 SessionLevel:pick255 SourceIp:text255 UserId:ref18 Username:text255`,
			bigObjectUse,
		),
		*hourRows(hour) {
			const type = volume.definition("Logout");
			if (type === undefined) return;
			const random = createRandom(population.seed, "LogoutEvent", hour);
			const logouts = eventRows(
				type,
				population,
				volume.plan(hour, type),
				volume.rows("Logout", hour),
				sessionsEndingIn(population, hour, (of) => volume.rows("Login", of)),
			);
			for (const cells of logouts) {
				const cell = (column: string) =>
					cells[type.columns.indexOf(column)] as string;
				if (cell("USER_INITIATED_LOGOUT") !== "1") continue;
				const at = Date.parse(cell("TIMESTAMP_DERIVED"));
				const created = createdAfter(at, options.object_rows, random);
				yield {
					at,
					visibleAt: created,
					row: {
						Id: DUMMY_ID,
						CreatedDate: created,
						EventDate: at,
						EventIdentifier: uuid(random),
						LoginKey: cell("LOGIN_KEY"),
						SessionKey: cell("SESSION_KEY") || null,
						SessionLevel:
							cell("SESSION_LEVEL") === "10" ? "HIGH_ASSURANCE" : "STANDARD",
						SourceIp: cell("CLIENT_IP") || null,
						UserId: cell("USER_ID_DERIVED"),
						Username: population.byId.get(cell("USER_ID"))?.username ?? null,
					},
				};
			}
		},
	};
}
