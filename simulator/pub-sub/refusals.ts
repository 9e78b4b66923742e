// How the Pub/Sub API ends a stream: a gRPC status, and its own code in the trailer
// `error-code`.

export interface PubSubRefusal {
	readonly code: number;
	/** In the trailer `error-code`; absent when Salesforce was not reached. */
	readonly errorCode?: string;
	readonly details: string;
}

/** gRPC's own numbers; its library is loaded only when it is wanted. */
const status = {
	INVALID_ARGUMENT: 3,
	DEADLINE_EXCEEDED: 4,
	NOT_FOUND: 5,
	UNAVAILABLE: 14,
	UNAUTHENTICATED: 16,
} as const;

const PREFIX = "sfdc.platform.eventbus.grpc";

export const REPLAY_ID_CORRUPTED: PubSubRefusal = {
	code: status.INVALID_ARGUMENT,
	errorCode: `${PREFIX}.subscription.fetch.replayid.corrupted`,
	details:
		"The Replay ID validation failed. Ensure that the Replay ID is valid.",
};

export const REPLAY_ID_MISSING: PubSubRefusal = {
	code: status.INVALID_ARGUMENT,
	errorCode: `${PREFIX}.subscription.fetch.replayid.validation.failed`,
	details: "A Replay ID is needed with the preset CUSTOM.",
};

export const NOTHING_REQUESTED: PubSubRefusal = {
	code: status.INVALID_ARGUMENT,
	errorCode: `${PREFIX}.subscription.fetch.requested.events.invalid`,
	details: "The number of requested events must be positive.",
};

export const AUTH_ERROR: PubSubRefusal = {
	code: status.UNAUTHENTICATED,
	errorCode: `${PREFIX}.service.auth.error`,
	details: "An authentication exception occurred.",
};

export const UNKNOWN_TOPIC: PubSubRefusal = {
	code: status.NOT_FOUND,
	details: "There is no such topic.",
};

/** The status of an idle stream's end is not known. */
export const IDLE: PubSubRefusal = {
	code: status.DEADLINE_EXCEEDED,
	details: "No events were requested for 60 seconds.",
};

export const UPSTREAM: PubSubRefusal = {
	code: status.UNAVAILABLE,
	details:
		"upstream connect error or disconnect/reset before headers. reset reason: connection termination",
};
