import { expect, signIn, test } from "./city.ts";

const PARCEL = "1-99-03-0002-0065";

test("a resident replies, mends what was written, and takes it back", async ({ page, city }) => {
  await signIn(page, city.address, city.account("Бакыт А.", "resident"));
  await page.goto(`${city.address}/parcels/${PARCEL}`);
  const first = `Бул жерде дарактар бар. ${Date.now()}`;
  const form = page.locator("form.write").first();
  await form.locator("textarea[name=body]").fill(first);
  await form.locator("button.push").click();
  const comment = page.locator("#comments > li", { hasText: first });
  await expect(comment).toBeVisible();

  const reply = `Алар эски чынарлар. ${Date.now()}`;
  await comment.locator("a[href*=reply]").first().click();
  const replyForm = comment.locator("form.write");
  await expect(replyForm.locator("textarea")).toBeFocused();
  await replyForm.locator("textarea[name=body]").fill(reply);
  await replyForm.locator("button.push").click();
  const answer = comment.locator("ol.replies article", { hasText: reply });
  await expect(answer).toBeVisible();

  await answer.locator("a[href*=edit]").click();
  const mended = `${reply} Жүз жашта.`;
  const editForm = comment.locator("ol.replies form.write");
  await expect(editForm.locator("textarea")).toHaveValue(reply);
  await editForm.locator("textarea").fill(mended);
  await editForm.locator("button.push").click();
  const edited = comment.locator("ol.replies article", { hasText: mended });
  await expect(edited).toBeVisible();
  await edited.locator("details.past summary").click();
  await expect(edited.locator("details.past ins")).toHaveText(/Жүз жашта\./);

  // The first comment goes, its reply stays where it is.
  await comment.locator("> article a[href*=delet]").click();
  await comment.locator("> .slot form button.push, > .slot form button.danger, > .slot form button").first().click();
  const stone = page.locator("#comments > li", { hasText: mended });
  await expect(stone.locator("> .tomb")).toBeVisible();
  await expect(page.locator("#comments")).not.toContainText(first);
  await page.reload();
  await expect(page.locator("#comments > li", { hasText: mended }).locator("> .tomb")).toBeVisible();
});
