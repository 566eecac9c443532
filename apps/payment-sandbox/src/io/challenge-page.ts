/** Stands for the page of a bank: the payer confirms or refuses, then returns to the shop. */
export const challengePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Confirm your payment – sandbox</title>
<style>body{font:18px/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}
button{font:inherit;padding:.6rem 1.2rem;margin-right:.6rem}</style>
<h1>Confirm your payment</h1>
<p>This is the payment sandbox: no money moves. Choose, then go back to the shop.</p>
<form method="post">
<button name="outcome" value="passed">Confirm</button>
<button name="outcome" value="failed">Refuse</button>
</form>
</html>
`;
