/** The pages for people: sign in, refuse, sign out. Plain forms without script. */

const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.codePointAt(0)};`);

function page(title, body) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  main { max-inline-size: 22rem; margin: 10vh auto; padding: 0 1rem; }
  label, input, button { display: block; inline-size: 100%; box-sizing: border-box; font: inherit; }
  input, button { margin-block: 0.25rem 1rem; padding: 0.5rem; }
</style>
</head>
<body><main>
<h1>${escaped(title)}</h1>
${body}
</main></body>
</html>
`;
}

/** Who are you? */
export function signInPage({ action, client, fault, people }) {
  const alert = fault ? `<p role="alert">${escaped(fault)}</p>` : '';
  const hints = people.map(({ login, name }) => `<li><b>${escaped(login)}</b>: ${escaped(name)}</li>`).join('');
  return page(
    'Sign in at the test provider',
    `${alert}<p>to go on to ${escaped(client)}</p>
<form method="post" action="${escaped(action)}">
<label for="login">User name</label>
<input id="login" name="login" autocomplete="username" autofocus required>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>Continue</button>
</form>
<ul>${hints}</ul>`,
  );
}

/** Shall the session here end too? `form` holds what has to be sent. */
export function signOutPage(form) {
  return page(
    'Sign out at the test provider',
    `${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>`,
  );
}

export const signedOutPage = () => page('Signed out at the test provider', '<p>You may close this window.</p>');

export const errorPage = ({ error, error_description: why }) =>
  page('The test provider cannot go on', `<p role="alert">${escaped(error)}: ${escaped(why ?? '')}</p>`);
