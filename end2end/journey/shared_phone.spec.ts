import { test } from "../fixture/test.ts";
import { TEA } from "../fixture/workbook.ts";

// A scan whose answer was lost is asked again by its own account, and by nobody else on the same phone: under another
// account it would be another attempt.
for (const { whose, redeems } of [
  { whose: "one's own", redeems: true },
  { whose: "somebody else's", redeems: false },
]) {
  test(`a scan that got no answer is sent again: ${whose}`, async ({ server, holder, clerk, camera }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder();
    await guest.openTicket(order.link, TEA);
    const code = await guest.codeLink();
    const counter = await clerk();
    await camera.putNothing();
    await counter.openDesk();
    await counter.page.evaluate(
      ({ code, own }) => {
        const account = own ? document.querySelector<HTMLElement>("[data-account]")?.dataset["account"] : "another";
        const fields = { code, attempt: crypto.randomUUID() };
        localStorage.setItem("piaojia.attempt", JSON.stringify({ path: "/desk/scan", fields, made: Date.now(), account }));
      },
      { code, own: redeems },
    );
    await counter.openDesk();
    if (redeems) {
      await counter.expectVerdict("good", "redeemed");
    } else {
      // What is typed is answered after whatever was left.
      await counter.lookUp("63OV");
      await counter.expectVerdict("foreign", "not_ours");
      await guest.page.reload();
      await guest.expectState("未使用");
    }
  });
}
