/** Hands a file to the person, as if they had clicked a link to it. @param {Blob} blob @param {string} name */
export function keepFile(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
