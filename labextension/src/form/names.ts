/** By what name a kernel's forms ask for their models. */

export const FORM_MODULE = 'datawisp_jupyter';
export const FORM_MODULE_VERSION = '1.0.0';
