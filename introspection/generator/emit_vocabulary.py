# SPDX-License-Identifier: LGPL-2.1-or-later
"""dt-vocabulary.h and dt-vocabulary.c."""
import re

HEAD = '/* Generated from introspection/vocabulary; do not edit. */\n'


def quoted(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def upper(symbol):
    return re.sub(r'([a-z0-9])([A-Z])', r'\1_\2', symbol).upper()


def error_macro(symbol):
    return 'DT_ERROR_' + (symbol[6:] if symbol.startswith('ERROR_') else symbol)


def header(vocabulary):
    out = [HEAD, '#pragma once\n\n#include <stdint.h>\n\n']
    out.append('/* Who can do something about an error. */\ntypedef enum {\n')
    out += [f'  DT_CLASS_{name.upper()},\n' for name in vocabulary.class_names]
    out.append('} DtClass;\n\n#define DT_N_CLASSES %d\n\n' % len(vocabulary.class_names))
    out += [f'#define DT_RASCS_{upper(r["symbol"][6:])} UINT32_C ({r["number"]})\n' for r in vocabulary.states]
    out += [f'#define DT_RASCSS_{upper(r["symbol"][7:])} UINT32_C ({r["number"]})\n' for r in vocabulary.substates]
    out += [f'#define {error_macro(r["symbol"])} UINT32_C ({r["number"]})\n' for r in vocabulary.errors]
    out.append('''
/* A row of errors.tsv; all strings are static. */
typedef struct {
  uint32_t number;
  const char *name;
  const char *text;
  const char *hint;             /* key of hints.tsv */
  DtClass class_;
} DtErrorRow;

/* All errors, sorted by number. */
const DtErrorRow *dt_error_rows (unsigned *n);

/* NULL where the vocabulary has no such number. */
const char *dt_state_name (uint32_t state);
const char *dt_state_text (uint32_t state);
const char *dt_substate_name (uint32_t substate);
const char *dt_error_name (uint32_t error);
const char *dt_error_text (uint32_t error);

/* The place of a state on the way of a dial; -1: on none. */
int dt_state_rank (uint32_t state);

/* "none" and DT_CLASS_UNKNOWN for an unknown number. */
const char *dt_error_hint_key (uint32_t error);
DtClass dt_error_class (uint32_t error);

/* "" for an unknown key or class. */
const char *dt_hint_text (const char *key);
const char *dt_class_name (DtClass class_);
''')
    return ''.join(out)


SOURCE = '''
static const DtErrorRow *
find_error (uint32_t number)
{
  unsigned low = 0, high = sizeof errors / sizeof errors[0];

  while (low < high) {
    unsigned middle = (low + high) / 2;

    if (errors[middle].number == number)
      return &errors[middle];
    if (errors[middle].number < number)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

static const StateRow *
find_state (uint32_t number)
{
  for (unsigned i = 0; i < sizeof states / sizeof states[0]; i++)
    if (states[i].number == number)
      return &states[i];
  return NULL;
}

const DtErrorRow *
dt_error_rows (unsigned *n)
{
  *n = sizeof errors / sizeof errors[0];
  return errors;
}

const char *
dt_state_name (uint32_t state)
{
  const StateRow *row = find_state (state);

  return row ? row->name : NULL;
}

const char *
dt_state_text (uint32_t state)
{
  const StateRow *row = find_state (state);

  return row ? row->text : NULL;
}

int
dt_state_rank (uint32_t state)
{
  const StateRow *row = find_state (state);

  return row ? row->rank : -1;
}

const char *
dt_substate_name (uint32_t substate)
{
  for (unsigned i = 0; i < sizeof substates / sizeof substates[0]; i++)
    if (substates[i].number == substate)
      return substates[i].name;
  return NULL;
}

const char *
dt_error_name (uint32_t error)
{
  const DtErrorRow *row = find_error (error);

  return row ? row->name : NULL;
}

const char *
dt_error_text (uint32_t error)
{
  const DtErrorRow *row = find_error (error);

  return row ? row->text : NULL;
}

const char *
dt_error_hint_key (uint32_t error)
{
  const DtErrorRow *row = find_error (error);

  return row ? row->hint : "none";
}

DtClass
dt_error_class (uint32_t error)
{
  const DtErrorRow *row = find_error (error);

  return row ? row->class_ : DT_CLASS_UNKNOWN;
}

const char *
dt_hint_text (const char *key)
{
  for (unsigned i = 0; key && i < sizeof hints / sizeof hints[0]; i++)
    if (strcmp (hints[i].key, key) == 0)
      return hints[i].text;
  return "";
}

const char *
dt_class_name (DtClass class_)
{
  return (unsigned) class_ < sizeof classes / sizeof classes[0] ? classes[class_] : "";
}
'''


def source(vocabulary):
    out = [HEAD, '#include "dt-vocabulary.h"\n\n#include <stddef.h>\n#include <string.h>\n\n']
    out.append('typedef struct {\n  uint32_t number;\n  int rank;\n  const char *name, *text;\n} StateRow;\n\n')
    out.append('static const StateRow states[] = {\n')
    out += [f'  {{ {r["number"]}, {r["rank"] or -1}, {quoted(r["symbol"])}, {quoted(r["text"])} }},\n' for r in vocabulary.states]
    out.append('};\n\nstatic const StateRow substates[] = {\n')
    out += [f'  {{ {r["number"]}, -1, {quoted(r["symbol"])}, {quoted(r["text"])} }},\n' for r in vocabulary.substates]
    out.append('};\n\nstatic const DtErrorRow errors[] = {\n')
    for r in sorted(vocabulary.errors, key=lambda row: row.number('number')):
        out.append(f'  {{ UINT32_C ({r["number"]}), {quoted(r["symbol"])}, {quoted(r["text"])}, {quoted(r["hint"])}, '
                   f'DT_CLASS_{r["class"].upper()} }},\n')
    out.append('};\n\nstatic const struct {\n  const char *key, *text;\n} hints[] = {\n')
    out += [f'  {{ {quoted(r["hint"])}, {quoted(r["text"])} }},\n' for r in vocabulary.hints]
    out.append('};\n\nstatic const char *const classes[] = {\n')
    out += [f'  {quoted(name)},\n' for name in vocabulary.class_names]
    out.append('};\n' + SOURCE)
    return ''.join(out)
