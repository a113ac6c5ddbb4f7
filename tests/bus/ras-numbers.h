/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The numbers that the tests expect, written down once more on purpose: the
 * service's own come from the vocabulary, and a test that took them from there
 * would not notice a wrong one. */
#pragma once

enum {
  STATE_OPEN_PORT = 0,
  STATE_CONNECT_DEVICE = 2,
  STATE_AUTHENTICATE = 5,
  STATE_CONNECTED = 8192,
  STATE_DISCONNECTED = 8193,
};

enum {
  ERROR_NONE = 0,
  ERROR_PENDING = 600,
  ERROR_DEVICE_MISSING = 609,
  ERROR_PORT_DISCONNECTED = 619,
  ERROR_USER_DISCONNECTION = 631,
  ERROR_AUTHENTICATION_FAILURE = 691,
  ERROR_VPN_FAILED = 800,
  ERROR_SERVICE_GONE = 834,
};
