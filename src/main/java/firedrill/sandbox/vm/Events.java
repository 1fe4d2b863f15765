package firedrill.sandbox.vm;

import java.util.concurrent.locks.LockSupport;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** libvirt's event loop: one per process, begun before the first connection is opened. */
final class Events {

  private static final Logger LOG = LoggerFactory.getLogger(Events.class);
  private static boolean begun;

  private Events() {}

  static synchronized void begin() throws LibvirtException {
    if (begun) {
      return;
    }
    Library.initEventLoop();
    Thread loop = new Thread(Events::run, "libvirt-events");
    loop.setDaemon(true);
    loop.start();
    begun = true;
  }

  private static void run() {
    while (true) {
      try {
        Library.processEvent();
      } catch (LibvirtException e) {
        LOG.warn("libvirt's event loop: {}", e.getMessage());
        // A loop that fails at once must not eat a core.
        LockSupport.parkNanos(50_000_000);
      }
    }
  }
}
