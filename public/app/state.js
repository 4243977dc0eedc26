/** What every page needs to know: who is here, which store is shown, its groups. */
import { all, api } from "./api.js";

/** @type {{user: any, version: string, stores: any[], store: any, kinds: any[]|null}} */
export const state = { user: null, version: "", stores: [], store: null, kinds: null };

const KEPT = "echelon.store";
let groupsOfStore = null;

export async function loadStores() {
  state.stores = (await api.get("/stores", { limit: 200 })).items;
  const kept = localStorage.getItem(KEPT);
  state.store = state.stores.find((store) => store.key === kept) ?? state.stores[0] ?? null;
}

export function chooseStore(key) {
  state.store = state.stores.find((store) => store.key === key) ?? state.store;
  localStorage.setItem(KEPT, key);
  forgetGroups();
}

/** Takes in a store as the server last told it. */
export function keepStore(store) {
  state.stores = state.stores.map((known) => (known.key === store.key ? store : known));
  if (state.store?.key === store.key) state.store = store;
}

/** The key of the shown store, for the `store` parameter. */
export function storeKey() {
  return state.store?.key;
}

/** The groups of the shown store; asked once, until something changes them. */
export function groups() {
  groupsOfStore ??= all("/groups", { store: storeKey() }).catch((error) => {
    groupsOfStore = null;
    throw error;
  });
  return groupsOfStore;
}

export function forgetGroups() {
  groupsOfStore = null;
}

/** What rules can be made of. */
export async function kinds() {
  state.kinds ??= (await api.get("/rule-kinds")).items;
  return state.kinds;
}

let platformsWithAPI = null;

/** What an account of each platform needs that has an API of its own; asked once. @returns {Promise<{platform: string, account: any[]}[]>} */
export function connectorKinds() {
  platformsWithAPI ??= api.get("/connector-kinds").then((answer) => answer.items, (error) => {
    platformsWithAPI = null;
    throw error;
  });
  return platformsWithAPI;
}

/** A function from group code to the group's name. */
export async function groupNames() {
  const names = new Map((await groups()).map((group) => [group.code, group.name]));
  return (code) => names.get(code) ?? code;
}

export function mayEdit() {
  return state.user?.role !== "viewer";
}

export function isAdmin() {
  return state.user?.role === "admin";
}
