/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A modem of the fake ModemManager that is dialled by Modem.Simple.Connect. It
 * says what the real one says (test-fake-modem.c holds it against recordings),
 * and what a call comes to is set before.
 */
#pragma once

#include "fake-service.h"

G_BEGIN_DECLS

#define MM_ERROR "org.freedesktop.ModemManager1.Error."

/* MMModemCapability, MMModemState, MMBearerIpMethod. */
enum { CAPABILITY_POTS = 1, CAPABILITY_CDMA = 2, CAPABILITY_LTE = 8 };
enum {
  MODEM_FAILED = -1, MODEM_LOCKED = 2, MODEM_DISABLED = 3, MODEM_ENABLING = 5, MODEM_ENABLED = 6, MODEM_SEARCHING = 7,
  MODEM_REGISTERED = 8, MODEM_DISCONNECTING = 9, MODEM_CONNECTING = 10, MODEM_CONNECTED = 11,
};
enum { METHOD_PPP = 1, METHOD_STATIC = 2, METHOD_DHCP = 3 };

typedef struct _FakeModem FakeModem;

/* Registered and idle. @port: its primary port. Free those of one service in the opposite order. */
FakeModem *fake_modem_new (FakeService *mm, guint number, guint32 capabilities, const char *port);
void fake_modem_free (FakeModem *modem);
const char *fake_modem_path (FakeModem *modem);

/*
 * How the calls from now on go; at first they connect with an address.
 */

/* Fails with a D-Bus error; NULL: connects again. */
void fake_modem_fails (FakeModem *modem, const char *error, const char *text);
void fake_modem_gives (FakeModem *modem, guint32 method);
/* Stays in the state, CONNECTING or one before it, until fake_modem_goes_on(). */
void fake_modem_stays (FakeModem *modem, gint32 state);
void fake_modem_goes_on (FakeModem *modem);
/* A call under way fails as fake_modem_fails() told, in the state in which it is. */
void fake_modem_refuses (FakeModem *modem);
/* Stays DISCONNECTING until fake_modem_lets_go(). */
void fake_modem_holds (FakeModem *modem);
void fake_modem_lets_go (FakeModem *modem);

/*
 * What happens to it.
 */
void fake_modem_set_state (FakeModem *modem, gint32 state, guint32 reason);
/* PropertiesChanged of Modem, of Modem3gpp, or of a CDMA modem's ModemCdma ("Cdma1xRegistrationState", "ActivationState", ...). */
void fake_modem_change (FakeModem *modem, const char *property, GVariant *value);
void fake_modem_register (FakeModem *modem, guint32 registration);
void fake_modem_change_cdma (FakeModem *modem, const char *property, guint32 value);
/* The network drops the call; @error: what the bearer then says, or NULL. */
void fake_modem_drop (FakeModem *modem, const char *error, const char *text);
/* Another client has it connected. */
void fake_modem_connect_for_other (FakeModem *modem);
void fake_modem_disconnect_by_other (FakeModem *modem);
/* A call under way is answered with Core.Aborted, then the modem goes. */
void fake_modem_unplug (FakeModem *modem);

/* The argument of the last Connect (a{sv}), owned by the modem; NULL before. */
GVariant *fake_modem_last_call (FakeModem *modem);
gboolean fake_modem_is_connected (FakeModem *modem);

G_END_DECLS
