package firedrill.component.minio;

import firedrill.component.Site;
import firedrill.guard.StoreMark;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** What lies on the disks of MinIO's hosts, behind the servers' backs: drives, and a mark each. */
final class HostDisks {

  private final Site site;
  private final StoreMark mark;
  private final Map<String, ReadWriteLock> renewals = new ConcurrentHashMap<>();

  HostDisks(Site site, String store) {
    this.site = site;
    this.mark = new StoreMark(site.guard(), store);
  }

  FileTree of(Node host) {
    return site.ground().hostFiles(host, Hosts.DATA.toString());
  }

  /** Only this run knows its mark: a host without it is not touched. */
  void mark(Node host) {
    try {
      // Flushed: a cut may follow before the disk would be written by itself, half a minute later.
      of(host).replace(Hosts.MARK, mark.text().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot mark " + host.name(), e);
    }
  }

  /**
   * Puts another disk into a host, gives it power, for only then all of its disks can be reached,
   * and marks it. Who calls the host meanwhile waits: it carries no mark, and nobody answers there.
   */
  void renew(Node host, Runnable replacement) {
    Lock alone = renewal(host).writeLock();
    alone.lock();
    try {
      replacement.run();
      site.sandbox().power().restore(host);
      mark(host);
    } finally {
      alone.unlock();
    }
  }

  private ReadWriteLock renewal(Node host) {
    return renewals.computeIfAbsent(host.name(), name -> new ReentrantReadWriteLock());
  }

  /**
   * @throws firedrill.guard.GuardRefusal unless the host carries this run's mark
   */
  void requireMark(Node host) {
    Lock shared = renewal(host).readLock();
    shared.lock();
    try {
      mark.require(found(host));
    } finally {
      shared.unlock();
    }
  }

  private String found(Node host) {
    try {
      return new String(of(host).read(Hosts.MARK), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return null;
    }
  }

  /** See {@link Minio#swapDrives}. */
  void swapDrives(Node one, Node other, Path scratch) throws IOException {
    FileTree here = of(one);
    FileTree there = of(other);
    here.copyOut(Hosts.DRIVE, scratch.resolve(one.name()));
    there.copyOut(Hosts.DRIVE, scratch.resolve(other.name()));
    here.delete(Hosts.DRIVE);
    there.delete(Hosts.DRIVE);
    here.copyIn(scratch.resolve(other.name()), Hosts.DRIVE);
    there.copyIn(scratch.resolve(one.name()), Hosts.DRIVE);
  }
}
