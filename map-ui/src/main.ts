/** The first script of every page: small, and nothing that a page needs in order to be read or written on. */

if (document.querySelector("tilke-map") !== null) {
  void import("./map/index.ts");
}
