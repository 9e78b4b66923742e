// The Pub/Sub API.

import {
	AUTH_ERROR,
	REPLAY_ID_CORRUPTED,
	UPSTREAM,
} from "../../pub-sub/refusals.ts";
import { fault } from "../fault.ts";

export const PUB_SUB_FAULTS = [
	fault({
		name: "pub_sub_auth_error",
		behaviour: "pub_sub",
		does: "Ends a subscription with UNAUTHENTICATED and `error-code` sfdc.platform.eventbus.grpc.service.auth.error.",
		fact: "A session that times out does not matter to a subscriber, by the documentation; exporters meet this in the middle of a stream all the same.",
		trust: ["doc", "seen"],
		usually: { count: 1 },
		inChaos: { probability: 0.02 },
		act: { at: "pub_sub", on: "fetch", refusal: AUTH_ERROR },
	}),
	fault({
		name: "pub_sub_replay_id_corrupted",
		behaviour: "pub_sub",
		does: "Refuses a replay id with INVALID_ARGUMENT and `error-code` ...fetch.replayid.corrupted.",
		fact: "Replay ids are kept for 72 hours and change when an org moves; one that is too old or unknown is refused, and the stream does not begin elsewhere by itself.",
		trust: ["doc", "seen"],
		usually: { count: 1 },
		inChaos: { probability: 0.02 },
		act: { at: "pub_sub", on: "replay", refusal: REPLAY_ID_CORRUPTED },
	}),
	fault({
		name: "pub_sub_unavailable",
		behaviour: "pub_sub",
		does: "Ends a subscription with UNAVAILABLE, `upstream connect error`.",
		fact: "Client samples wait for some seconds and subscribe again.",
		trust: ["code"],
		usually: { count: 1 },
		inChaos: { probability: 0.02 },
		act: { at: "pub_sub", on: "fetch", refusal: UPSTREAM },
	}),
] as const;
