#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""generate.py --vocabulary DIR --mapping DIR --out DIR

Writes dt-vocabulary.h, dt-vocabulary.c, dt-mapping.c, mapping-vectors.h and
mapping.md.  Ends with 1 and names file and line where a table is wrong."""
import argparse
import os
import sys

from generator import emit_mapping, emit_vocabulary
from generator.tables import Mapping, TableError, Vocabulary


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ('--vocabulary', '--mapping', '--out'):
        parser.add_argument(option, required=True)
    options = parser.parse_args()
    try:
        vocabulary = Vocabulary(options.vocabulary)
        mapping = Mapping(options.mapping, vocabulary)
    except TableError as error:
        print(f'generate.py: {error}', file=sys.stderr)
        return 1
    for name, text in (('dt-vocabulary.h', emit_vocabulary.header(vocabulary)),
                       ('dt-vocabulary.c', emit_vocabulary.source(vocabulary)),
                       ('dt-mapping.c', emit_mapping.source(mapping)),
                       ('mapping-vectors.h', emit_mapping.vectors(mapping)),
                       ('mapping.md', emit_mapping.document(mapping))):
        with open(os.path.join(options.out, name), 'w', encoding='utf-8') as file:
            file.write(text)
    return 0


sys.exit(main())
