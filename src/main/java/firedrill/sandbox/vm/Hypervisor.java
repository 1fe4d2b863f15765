package firedrill.sandbox.vm;

import firedrill.files.Attempts;
import firedrill.guard.DomainMark;
import firedrill.guard.Guard;
import firedrill.guard.GuardRefusal;
import firedrill.guard.LibvirtUris;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.event.DomainEvent;
import org.libvirt.event.LifecycleListener;

/**
 * A guarded connection to libvirt. Machines are transient: nothing of them is kept when they stop.
 * The listener is held for as long as the connection, since native code refers to it.
 */
final class Hypervisor implements AutoCloseable {

  /** VIR_DOMAIN_METADATA_ELEMENT and VIR_DOMAIN_AFFECT_LIVE (libvirt/libvirt-domain.h). */
  static final int METADATA_ELEMENT = 2;

  static final int AFFECT_LIVE = 1;

  /** Kept: native code refers to it. */
  private static final Silence SILENCE = new Silence();

  private final Connect connection;
  private final DomainMark mark;
  private final Map<String, LifecycleLog> logs = new ConcurrentHashMap<>();
  private final LifecycleListener listener = this::changed;

  private Hypervisor(Connect connection, DomainMark mark) throws LibvirtException {
    this.connection = connection;
    this.mark = mark;
    connection.addLifecycleListener(listener);
  }

  /**
   * Connects.
   *
   * @param uri one that {@link LibvirtUris} lets through
   * @throws GuardRefusal for any other
   * @throws HypervisorException when libvirt is not installed or does not answer
   */
  public static Hypervisor connect(String uri, Guard guard) {
    guard.requireRunning();
    LibvirtUris.require(uri);
    if (!ClientLibrary.load()) {
      throw new HypervisorException(
          "libvirt's client library is not here (Debian: libvirt0); `doctor` with -Dpi2=vm"
              + " names all that a virtual machine needs");
    }
    try {
      // What libvirt has to say comes as an exception; it would print it to stderr as well.
      Connect.setErrorCallback(SILENCE);
      Events.begin();
      return new Hypervisor(new Connect(uri), new DomainMark(guard));
    } catch (LibvirtException e) {
      throw new HypervisorException("cannot connect to " + uri + ": " + e.getMessage(), e);
    }
  }

  /**
   * Starts a machine.
   *
   * @param xml carries {@link #mark()}
   * @throws GuardRefusal when it does not
   */
  public VirtualMachine create(String name, String xml) {
    mark.require(name, xml);
    LifecycleLog log = freshLog(name);
    try {
      return started(name, connection.domainCreateXML(xml, 0), log);
    } catch (LibvirtException e) {
      throw failure("start " + name, e);
    }
  }

  /**
   * Goes on from a saved state, and puts this run's mark in place of the one that was saved: the
   * state is a file that the caller vouches for.
   *
   * @throws GuardRefusal when a machine of that name runs, which would be marked in its place
   */
  public VirtualMachine restore(String name, Path state) {
    String own = mark.bare();
    requireFree(name);
    LifecycleLog log = freshLog(name);
    try {
      connection.restore(state.toString());
      Domain domain = connection.domainLookupByName(name);
      domain.setMetadata(
          METADATA_ELEMENT, own, DomainMark.PREFIX, DomainMark.NAMESPACE, AFFECT_LIVE);
      return started(name, domain, log);
    } catch (LibvirtException e) {
      throw failure("restore " + name + " from " + state, e);
    }
  }

  /**
   * A machine that runs already.
   *
   * @throws GuardRefusal when it does not carry this run's mark
   */
  public VirtualMachine lookup(String name) {
    try {
      Domain domain = connection.domainLookupByName(name);
      VirtualMachine machine =
          machine(domain, logs.computeIfAbsent(name, n -> new LifecycleLog(n)));
      machine.requireOurs();
      return machine;
    } catch (LibvirtException e) {
      throw failure("find " + name, e);
    }
  }

  /** The element that goes into a domain's metadata. */
  public String mark() {
    return mark.element();
  }

  /** What nobody could tell from a copy is not left running. */
  private VirtualMachine started(String name, Domain domain, LifecycleLog log)
      throws LibvirtException {
    try {
      mark.started(name, domain.getUUIDString(), domain.getID());
      return machine(domain, log);
    } catch (GuardRefusal e) {
      domain.destroy();
      throw e;
    }
  }

  private void requireFree(String name) {
    try {
      connection.domainLookupByName(name);
    } catch (LibvirtException e) {
      if (e.getError() != null && e.getError().getCode() == ErrorNumber.VIR_ERR_NO_DOMAIN) {
        return;
      }
      throw failure("look for " + name, e);
    }
    throw new GuardRefusal(
        "virtual machine " + name,
        "one of that name is there already, and would be marked in place of the restored one",
        "end that machine first, if it is yours");
  }

  private VirtualMachine machine(Domain domain, LifecycleLog log) {
    return new VirtualMachine(domain, mark, log);
  }

  private LifecycleLog freshLog(String name) {
    LifecycleLog log = new LifecycleLog(name);
    logs.put(name, log);
    return log;
  }

  private int changed(Domain domain, DomainEvent event) {
    try {
      LifecycleLog log = logs.get(domain.getName());
      if (log != null) {
        log.add(event);
      }
    } catch (LibvirtException e) {
      throw new IllegalStateException(e);
    }
    return 0;
  }

  static HypervisorException failure(String what, LibvirtException e) {
    return new HypervisorException("cannot " + what + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    Attempts.all(
        "cannot close the connection to libvirt",
        List.of(() -> connection.removeLifecycleListener(listener), connection::close));
  }
}
