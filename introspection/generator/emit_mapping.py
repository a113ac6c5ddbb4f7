# SPDX-License-Identifier: LGPL-2.1-or-later
"""dt-mapping.c, its test vectors and its documentation."""
from .emit_vocabulary import quoted
from .tables import STATE_TABLES

HEAD = '/* Generated from service/mapping; do not edit. */\n'

FIND = '''
static const DtReason *
find_number (const DtReason *rows, size_t n, int32_t number)
{
  size_t low = 0;

  while (low < n) {
    size_t middle = (low + n) / 2;

    if (rows[middle].number == number)
      return &rows[middle];
    if (rows[middle].number < number)
      low = middle + 1;
    else
      n = middle;
  }
  return NULL;
}

const DtReason *
dt_mapping_dbus_error (const char *name)
{
  size_t low = 0, n = sizeof dbus_errors / sizeof dbus_errors[0];

  while (name && low < n) {
    size_t middle = (low + n) / 2;
    int order = strcmp (dbus_errors[middle].dbus_error, name);

    if (order == 0)
      return &dbus_errors[middle];
    if (order < 0)
      low = middle + 1;
    else
      n = middle;
  }
  return NULL;
}

const DtPppPhase *
dt_mapping_ppp_phase (int32_t number)
{
  for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++)
    if (phases[i].number == number)
      return &phases[i];
  return NULL;
}

static int32_t
find_state (const DtStateRow *rows, size_t n, int32_t number, const char *kind)
{
  int32_t any = -1;

  for (size_t i = 0; i < n; i++) {
    if (rows[i].number != number)
      continue;
    if (kind == NULL || strcmp (rows[i].kind, kind) == 0)
      return rows[i].state;
    if (strcmp (rows[i].kind, "any") == 0)
      any = rows[i].state;
  }
  return any;
}
'''

LOOKED_UP = ('nm_active_reason', 'nm_device_reason', 'nm_vpn_reason', 'nm_vpn_plugin_failure', 'mm_registration', 'mm_network_error', 'mm_cdma_registration',
             'mm_cdma_activation_state', 'mm_sim_lock', 'mm_state_failed_reason', 'mm_state_change_reason', 'pppd_exit')


def numbered(mapping):
    """name -> [(number, row)], sorted; the plugin's rows are a table of their own."""
    tables = {stem: [(int(r['number']), r) for r in rows if ':' not in r['number']] for stem, rows in mapping.reasons.items()}
    tables['nm_vpn_plugin_failure'] = [(int(r['number'].split(':')[1]), r)
                                       for r in mapping.reasons.get('nm_vpn_reason', ()) if r['number'].startswith('plugin:')]
    return {stem: sorted(rows, key=lambda item: item[0]) for stem, rows in tables.items()}


def literal(number, row, dbus=None):
    before = row['before_connected'] or row['ras_error']
    name = dbus or row.get('dbus_error')
    return (f'  {{ {number}, {quoted(row["name"])}, UINT32_C ({row["ras_error"]}), UINT32_C ({before}), '
            f'{"true" if row["specific"] == "y" else "false"}, DT_CLASS_{row["class"].upper()}, {quoted(row["hint"])}, '
            f'{quoted(name) if name else "NULL"} }},\n')


def source(mapping):
    tables, out = numbered(mapping), [HEAD, '#include "dt-mapping.h"\n\n#include <stddef.h>\n#include <string.h>\n']
    for stem in LOOKED_UP:
        out.append(f'\nstatic const DtReason {stem}[] = {{\n')
        out += [literal(number, row) for number, row in tables.get(stem, ())]
        out.append('};\n')
    out.append('\nstatic const DtReason dbus_errors[] = {\n')
    out += [literal(int(row['number']) if ':' not in row['number'] else -1, row, name) for name, row in mapping.dbus]
    out.append('};\n\nstatic const DtPppPhase phases[] = {\n')
    out += [f'  {{ {r["number"]}, {quoted(r["name"])}, {r["rasconnstate"] or -1}, {r["emit_before"] or -1}, '
            f'{r["ends_pppoe"] or 0}, {r["ends_serial"] or 0} }},\n' for r in mapping.phases]
    out.append('};\n')
    for stem in STATE_TABLES:
        out.append(f'\nstatic const DtStateRow {stem}[] = {{\n')
        out += [f'  {{ {r["number"]}, {quoted(r["kind"])}, {r["rasconnstate"] or -1} }},\n' for r in mapping.states.get(stem, ())]
        out.append('};\n')
    out.append(FIND)
    for stem in LOOKED_UP:
        out.append(f'\nconst DtReason *\ndt_mapping_{stem} (int32_t number)\n{{\n'
                   f'  return find_number ({stem}, sizeof {stem} / sizeof {stem}[0], number);\n}}\n')
    for stem in STATE_TABLES:
        by_kind = stem == 'nm_device_state'
        out.append(f'\nint32_t\ndt_mapping_{stem} (int32_t number{", const char *kind" if by_kind else ""})\n{{\n'
                   f'  return find_state ({stem}, sizeof {stem} / sizeof {stem}[0], number, {"kind" if by_kind else "NULL"});\n}}\n')
    return ''.join(out)


def vectors(mapping):
    """Written from the tables by a way of its own, so that a slip in source() shows."""
    out = [HEAD, 'static const struct {\n  const DtReason *(*find) (int32_t);\n  const char *table;\n  int32_t number;\n'
           '  const char *name;\n  uint32_t error, before;\n  bool specific;\n} reason_vectors[] = {\n']
    for stem, rows in sorted(mapping.reasons.items()):
        for row in rows:
            prefix, _, number = row['number'].rpartition(':')
            function = 'nm_vpn_plugin_failure' if prefix == 'plugin' else stem
            if prefix == 'dbus' or function not in LOOKED_UP:
                continue
            out.append(f'  {{ dt_mapping_{function}, "{stem}", {number}, {quoted(row["name"])}, UINT32_C ({row["ras_error"]}), '
                       f'UINT32_C ({row["before_connected"] or row["ras_error"]}), {"true" if row["specific"] == "y" else "false"} }},\n')
    out.append('};\n\nstatic const struct {\n  const char *dbus_error;\n  const char *name;\n  uint32_t error;\n} dbus_vectors[] = {\n')
    for rows in mapping.reasons.values():
        for row in rows:
            name = row['name'] if row['number'].startswith('dbus:') else row.get('dbus_error')
            if name:
                out.append(f'  {{ {quoted(name)}, {quoted(row["name"])}, UINT32_C ({row["ras_error"]}) }},\n')
    out.append('};\n\nstatic const struct {\n  const char *table, *kind;\n  int32_t number, state;\n} state_vectors[] = {\n')
    for stem, rows in sorted(mapping.states.items()):
        out += [f'  {{ "{stem}", "{r["kind"]}", {r["number"]}, {r["rasconnstate"] or -1} }},\n' for r in rows]
    out.append('};\n')
    return ''.join(out)


def document(mapping):
    out = ['# What upstream says, and what RAS calls it\n\nGenerated from service/mapping.\n']
    for stem, rows in sorted(mapping.reasons.items()):
        out.append(f'\n## {stem}\n\n| number | name | dwError | before Connected | specific | why |\n|---|---|---|---|---|---|\n')
        out += [f'| {r["number"]} | {r["name"]} | {r["ras_error"]} {r["ras_symbol"]} | {r["before_connected"]} | {r["specific"]} '
                f'| {r["rationale"]} |\n' for r in rows]
    for stem, rows in sorted(mapping.states.items()):
        out.append(f'\n## {stem}\n\n| number | name | kind | RASCONNSTATE | note |\n|---|---|---|---|---|\n')
        out += [f'| {r["number"]} | {r["name"]} | {r["kind"]} | {r["ras_name"]} | {r["note"]} |\n' for r in rows]
    return ''.join(out)
