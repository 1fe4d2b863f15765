package firedrill.component.minio;

import firedrill.component.Site;
import firedrill.guard.StoreMark;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What lies on the disks of MinIO's hosts, behind the servers' backs: drives, and a mark each. */
final class HostDisks {

  private final Site site;
  private final StoreMark mark;

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
      of(host).write(Hosts.MARK, 0, mark.text().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot mark " + host.name(), e);
    }
  }

  /**
   * @throws firedrill.guard.GuardRefusal unless the host carries this run's mark
   */
  void requireMark(Node host) {
    mark.require(found(host));
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
