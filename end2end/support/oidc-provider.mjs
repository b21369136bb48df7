// An OpenID provider for the browser tests: npm oidc-provider on 127.0.0.1, with its own development screens. Whoever signs in there as
// NAME is NAME, and their e-mail address is NAME, said by userinfo.
import { Provider } from "oidc-provider";

const port = 3190;
const portals = ["http://127.0.0.1:3100", "http://localhost:3100"];

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "pawtal",
      client_secret: "only for the browser tests",
      redirect_uris: portals.map((portal) => `${portal}/sign-in/oidc/back`),
      post_logout_redirect_uris: portals.map((portal) => `${portal}/sign-in`),
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  cookies: { keys: ["only for the browser tests"] },
  features: { devInteractions: { enabled: true } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: id, email_verified: true }) }),
  pkce: { required: () => true },
});

provider.listen(port, "127.0.0.1", () => console.log(`OpenID provider on http://127.0.0.1:${port}`));
