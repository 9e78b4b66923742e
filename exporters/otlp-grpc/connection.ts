// One client of grpc-js with the sockets it opens.
//
// Invariant: once it is retired and its last call has ended, no socket of it is
// left. grpc-js itself closes what it is connected to when it gets round to it, and
// never what it is still connecting to, so that a peer which accepts and then says
// nothing would cost a socket at each attempt.

import type { Socket } from "node:net";
import {
	type ChannelCredentials,
	type ChannelOptions,
	Client,
	connectivityState,
	credentials,
} from "@grpc/grpc-js";
import type { ClientTls } from "./client-tls.ts";

export interface Connection {
	readonly client: Client;
	/** What it was made with; absent for plain text. */
	readonly tls: ClientTls | undefined;
	/** Whether the next call would find it established. */
	readonly ready: boolean;
	callBegins(): void;
	callEnds(): void;
	/** No call begins any more. Those under way end in their own time. */
	retire(): void;
}

export interface ConnectionOptions {
	readonly target: string;
	readonly tls: ClientTls | undefined;
	readonly options: ChannelOptions;
}

export function createConnection({
	target,
	tls,
	options,
}: ConnectionOptions): Connection {
	const sockets = new Set<Socket>();
	const client = new Client(
		target,
		observed(channelCredentials(tls), (socket) => {
			sockets.add(socket);
			socket.once("close", () => sockets.delete(socket));
			// It may have been connected after the last call was given up.
			closeUnused();
		}),
		options,
	);
	let calls = 0;
	let retired = false;

	function closeUnused(): void {
		if (!retired || calls > 0) return;
		for (const socket of sockets) socket.destroy();
	}

	return {
		client,
		tls,
		get ready() {
			const state = client.getChannel().getConnectivityState(false);
			return state === connectivityState.READY;
		},
		callBegins() {
			calls += 1;
		},
		callEnds() {
			calls -= 1;
			closeUnused();
		},
		retire() {
			if (retired) return;
			retired = true;
			client.close();
			closeUnused();
		},
	};
}

function channelCredentials(tls: ClientTls | undefined): ChannelCredentials {
	if (tls === undefined) return credentials.createInsecure();
	const { context, rejectUnauthorized } = tls;
	return credentials.createFromSecureContext(context, { rejectUnauthorized });
}

/** The only place where grpc-js shows a socket: where TLS is put on it, or not. */
function observed(
	security: ChannelCredentials,
	onSocket: (socket: Socket) => void,
): ChannelCredentials {
	const create = security._createSecureConnector.bind(security);
	security._createSecureConnector = (...connection) => {
		const connector = create(...connection);
		const connect = connector.connect.bind(connector);
		connector.connect = (socket) => {
			onSocket(socket);
			return connect(socket);
		};
		return connector;
	};
	return security;
}
