/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the families of RAS functions share.  Files that handle texts are compiled
 * twice, without and with UNICODE, for the A and the W functions; inside texts
 * are UTF-8.  Nothing here uses GLib's allocator: without memory the answer is 8.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "dialtone.h"
#include "ras.h"

/* Every entry lies in the one phone book there is: NetworkManager's. */
#define RAS_PHONEBOOK "/etc/NetworkManager/system-connections"
/* What stands for the stored password. */
#define RAS_STORED_PASSWORD "****************"

/* Room for a text of so many characters in UTF-8. */
#define RAS_UTF8(characters) ((characters) * 4 + 1)

/* text.c.  @from has at most @n characters; false: it is longer than that, or is
 * no proper UTF-8 or UTF-16. */
bool ras_text_from_a (char *to, const CHAR *from, size_t n);
bool ras_text_from_w (char *to, const WCHAR *from, size_t n);
/* Cut between two characters where there is too little room. */
void ras_text_to_a (CHAR *to, size_t n, const char *from);
void ras_text_to_w (WCHAR *to, size_t n, const char *from);
size_t ras_text_length_a (const char *text);
size_t ras_text_length_w (const char *text);
#ifdef UNICODE
#define ras_text_from ras_text_from_w
#define ras_text_to ras_text_to_w
#define ras_text_length ras_text_length_w
#else
#define ras_text_from ras_text_from_a
#define ras_text_to ras_text_to_a
#define ras_text_length ras_text_length_a
#endif
#define RAS_GET(to, array) ras_text_from (to, array, sizeof (array) / sizeof ((array)[0]) - 1)
#define RAS_PUT(array, text) ras_text_to (array, sizeof (array) / sizeof ((array)[0]), text)

/* sizes.c.  @accepted: ends with 0, newest last. */
bool ras_size_is (DWORD size, const DWORD *accepted);
/* The beginning of an enumeration: 0, 87 or 632. */
DWORD ras_enum_begin (const void *buffer, const DWORD *size, const DWORD *count, const DWORD *accepted, DWORD *stride);
/* @fit: how many records are to be written.  0 or 603. */
DWORD ras_enum_space (const void *buffer, DWORD *size, DWORD *count, size_t n, DWORD stride, size_t *fit);

/* error.c */
DWORD ras_error (DialtoneResult result);
#define RAS_E_INVALIDARG 0x80070057u

/* phonebook.c: 0, 621 for another book than ours, 87 for a broken text. */
DWORD ras_phonebook_check_a (const CHAR *phonebook);
DWORD ras_phonebook_check_w (const WCHAR *phonebook);
#ifdef UNICODE
#define ras_phonebook_check ras_phonebook_check_w
#else
#define ras_phonebook_check ras_phonebook_check_a
#endif
