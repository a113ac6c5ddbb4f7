/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A library for LD_PRELOAD: newer ModemManagers look at a terminal only if its device has a driver, and the legacy ptys behind which the
 * guest's modems are have none.  Here each device without one is driven by "simmodem". */
#include <dlfcn.h>
#include <stddef.h>

#define PUBLIC __attribute__ ((visibility ("default")))

/* Of libgudev, without its headers. */
typedef struct _GUdevDevice GUdevDevice;
typedef const char *(*GetDriver) (GUdevDevice *device);

PUBLIC const char *g_udev_device_get_driver (GUdevDevice *device);

const char *
g_udev_device_get_driver (GUdevDevice *device)
{
  GetDriver of_libgudev = (GetDriver) dlsym (RTLD_NEXT, "g_udev_device_get_driver");
  const char *driver = of_libgudev (device);

  return driver != NULL ? driver : "simmodem";
}
