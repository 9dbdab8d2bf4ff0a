/**
 * The controls of a form, with models that keep values out of what is saved.
 *
 * A notebook can be told to save the state of its widgets.  It asks each model for its
 * state then, and these leave out what a person has chosen and could choose from.  A kernel
 * gets every change all the same, and a page that is loaded again asks the kernel.
 */

import * as controls from '@jupyter-widgets/controls';
import type { JSONObject } from '@lumino/coreutils';

import { FORM_MODULE, FORM_MODULE_VERSION } from './names';

/** What of a control's state is, or tells, a value. */
const VALUES: ReadonlySet<string> = new Set([
  'value',
  'index',
  '_options_labels',
  'options',
  'min',
  'max',
]);

function withoutValues(state: JSONObject): JSONObject {
  return Object.fromEntries(Object.entries(state).filter(([key]) => !VALUES.has(key)));
}

function named(name: string): JSONObject {
  return {
    _model_name: name,
    _model_module: FORM_MODULE,
    _model_module_version: FORM_MODULE_VERSION,
  };
}

export class UnsavedTextModel extends controls.TextModel {
  override defaults(): JSONObject {
    return { ...super.defaults(), ...named('UnsavedTextModel') };
  }

  override get_state(dropDefaults?: boolean): JSONObject {
    return withoutValues(super.get_state(dropDefaults));
  }
}

export class UnsavedLabelModel extends controls.LabelModel {
  override defaults(): JSONObject {
    return { ...super.defaults(), ...named('UnsavedLabelModel') };
  }

  override get_state(dropDefaults?: boolean): JSONObject {
    return withoutValues(super.get_state(dropDefaults));
  }
}

export class UnsavedCheckboxModel extends controls.CheckboxModel {
  override defaults(): JSONObject {
    return { ...super.defaults(), ...named('UnsavedCheckboxModel') };
  }

  override get_state(dropDefaults?: boolean): JSONObject {
    return withoutValues(super.get_state(dropDefaults));
  }
}

export class UnsavedDropdownModel extends controls.DropdownModel {
  override defaults(): JSONObject {
    return { ...super.defaults(), ...named('UnsavedDropdownModel') };
  }

  override get_state(dropDefaults?: boolean): JSONObject {
    return withoutValues(super.get_state(dropDefaults));
  }
}

export class UnsavedSelectMultipleModel extends controls.SelectMultipleModel {
  override defaults(): JSONObject {
    return { ...super.defaults(), ...named('UnsavedSelectMultipleModel') };
  }

  override get_state(dropDefaults?: boolean): JSONObject {
    return withoutValues(super.get_state(dropDefaults));
  }
}

export class UnsavedIntSliderModel extends controls.IntSliderModel {
  override defaults(): JSONObject {
    return { ...super.defaults(), ...named('UnsavedIntSliderModel') };
  }

  override get_state(dropDefaults?: boolean): JSONObject {
    return withoutValues(super.get_state(dropDefaults));
  }
}

export class UnsavedFloatSliderModel extends controls.FloatSliderModel {
  override defaults(): JSONObject {
    return { ...super.defaults(), ...named('UnsavedFloatSliderModel') };
  }

  override get_state(dropDefaults?: boolean): JSONObject {
    return withoutValues(super.get_state(dropDefaults));
  }
}

export class UnsavedDatePickerModel extends controls.DatePickerModel {
  override defaults(): JSONObject {
    return { ...super.defaults(), ...named('UnsavedDatePickerModel') };
  }

  override get_state(dropDefaults?: boolean): JSONObject {
    return withoutValues(super.get_state(dropDefaults));
  }
}

export class UnsavedDatetimePickerModel extends controls.DatetimeModel {
  override defaults(): JSONObject {
    return { ...super.defaults(), ...named('UnsavedDatetimePickerModel') };
  }

  override get_state(dropDefaults?: boolean): JSONObject {
    return withoutValues(super.get_state(dropDefaults));
  }
}

export class UnsavedNaiveDatetimePickerModel extends controls.NaiveDatetimeModel {
  override defaults(): JSONObject {
    return { ...super.defaults(), ...named('UnsavedNaiveDatetimePickerModel') };
  }

  override get_state(dropDefaults?: boolean): JSONObject {
    return withoutValues(super.get_state(dropDefaults));
  }
}
