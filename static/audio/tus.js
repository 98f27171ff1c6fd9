// tus-js-client comes as a script that leaves its name on the window; here it becomes a module.
import "tus-js-client";
export const { Upload, defaultOptions, isSupported } = globalThis.tus;
