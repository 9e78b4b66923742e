// What becomes of a session.

import { z } from "zod";
import { apiError } from "../../http/answer.ts";
import { fault } from "../fault.ts";
import { LOG_FILE, REST } from "./rest.ts";

export const SESSION_FAULTS = [
	fault({
		name: "session_expired",
		behaviour: "session",
		does: "Ends the session in the middle of a run: a query, a further page or a description is answered 401 INVALID_SESSION_ID.",
		fact: "A session ends by time-out, by a revocation or by a change of policy, at any moment; a new login cures it.",
		trust: ["seen", "doc"],
		usually: { count: 1 },
		inChaos: { probability: 0.01 },
		act: {
			at: "request",
			on: REST,
			effect: () => ({ kind: "expire_session" }),
		},
	}),
	fault({
		name: "session_expired_in_download",
		behaviour: "session",
		does: "Ends the session between a listing and one of its files: the LogFile is answered 401.",
		fact: "As before; a listing names many files, and reading them takes longer than a session may last.",
		trust: ["seen"],
		usually: { count: 1 },
		inChaos: { probability: 0.01 },
		act: {
			at: "request",
			on: LOG_FILE,
			effect: () => ({ kind: "expire_session" }),
		},
	}),
	fault({
		name: "session_incurable",
		behaviour: "incurable_session",
		does: "Answers 401 with a message that no login cures.",
		fact: "A client that logs in again after one of these two messages gets the same session again, without end.",
		trust: ["code"],
		parameters: z.strictObject({
			message: z
				.enum([
					"This session is not valid for use with the REST API",
					"Connected app is not attached to Agent",
				])
				.default("This session is not valid for use with the REST API"),
		}),
		usually: { count: 1 },
		inChaos: { probability: 0.003 },
		act: {
			at: "request",
			on: REST,
			effect: ({ message }) => ({
				kind: "answer",
				answer: apiError(401, "INVALID_SESSION_ID", message),
			}),
		},
	}),
] as const;
