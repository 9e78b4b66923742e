// The cells of the columns that many event types share.

import type { RowSource } from "./event-type.ts";

type Cell = (source: RowSource, eventType: string) => string;

/** `20261122053045.123` */
export function plainTimestamp(time: number): string {
	return new Date(time).toISOString().replaceAll(/[-:TZ]/g, "");
}

export const COMMON_CELLS: Readonly<Record<string, Cell>> = {
	EVENT_TYPE: (_, eventType) => eventType,
	TIMESTAMP: ({ at }) => plainTimestamp(at),
	TIMESTAMP_DERIVED: ({ at }) => new Date(at).toISOString(),
	REQUEST_ID: ({ transaction }) => transaction.requestId,
	ORGANIZATION_ID: ({ organizationId }) => organizationId,
	USER_ID: ({ transaction }) => transaction.user.id,
	USER_ID_DERIVED: ({ transaction }) => transaction.user.longId,
	USER_NAME: ({ transaction }) => transaction.user.username,
	USER_TYPE: () => "Standard",
	SESSION_KEY: ({ transaction }) => transaction.sessionKey,
	LOGIN_KEY: ({ transaction }) => transaction.loginKey,
	CLIENT_IP: ({ transaction }) => transaction.clientIp,
	URI: ({ transaction }) => transaction.entry.uri,
	URI_ID_DERIVED: ({ transaction }) =>
		/^\/(\w{18})$/.exec(transaction.entry.uri)?.[1] ?? "",
	RUN_TIME: ({ random }) => String(random.below(900)),
	CPU_TIME: ({ random }) => String(random.below(300)),
	REQUEST_STATUS: ({ random }) =>
		random.chance(0.03) ? "F" : random.chance(0.05) ? "" : "S",
};
