// A certificate of 127.0.0.1 that nobody trusts, valid for a hundred years. Made
// with `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes
// -days 36500 -subj /CN=loopback -addext subjectAltName=IP:127.0.0.1`.

export const certificate = `-----BEGIN CERTIFICATE-----
MIIBjzCCATSgAwIBAgIUGOrVWw4Dm+tNofcnVQE8pf0x6ZMwCgYIKoZIzj0EAwIw
EzERMA8GA1UEAwwIbG9vcGJhY2swIBcNMjYxMTIzMTg0NTAwWhgPMjEyNjEwMzAx
ODQ1MDBaMBMxETAPBgNVBAMMCGxvb3BiYWNrMFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEEHZNakgmU6ghVxndfaCS8UoAYPXcdF4V/zyaplblKrLvXIcqBEQy7XPP
pKG5dfcbdRwrjMr2krMjjyV3zkEXHaNkMGIwHQYDVR0OBBYEFKD1Q1NqAt+ptmTl
v8zHHdU8w7V5MB8GA1UdIwQYMBaAFKD1Q1NqAt+ptmTlv8zHHdU8w7V5MA8GA1Ud
EwEB/wQFMAMBAf8wDwYDVR0RBAgwBocEfwAAATAKBggqhkjOPQQDAgNJADBGAiEA
w98pmv5s+nCM1/7j7h3cPj+Hzzoml8vQ4ae63GWhgrMCIQDEZrfK5R2C6P21Kr6X
W/ObJjNvCyLhFO8yspWcLA1ZGQ==
-----END CERTIFICATE-----
`;

export const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgq6R5u4vPrOMKFKVD
p8tMWqa31lJOfNoGaZRwFhg+rmehRANCAAQQdk1qSCZTqCFXGd19oJLxSgBg9dx0
XhX/PJqmVuUqsu9chyoERDLtc8+kobl19xt1HCuMyvaSsyOPJXfOQRcd
-----END PRIVATE KEY-----
`;
