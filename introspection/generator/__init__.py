# SPDX-License-Identifier: LGPL-2.1-or-later
"""From the tables of vocabulary/ and service/mapping/ to C, documentation and test vectors."""
