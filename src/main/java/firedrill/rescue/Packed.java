package firedrill.rescue;

import firedrill.component.longhorn.injection.Orphan;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files in which replicas may lie that nobody looks into: archives, and images of disks. */
final class Packed {

  /** A replica, or all of a disk, in one file. */
  private static final Pattern CALLED =
      Pattern.compile(
          "((.+-[a-zA-Z0-9]{8}|.*(replicas|longhorn).*)"
              + "\\.(tar|tgz|tbz2?|txz|tzst|zip|7z|cpio|gz|bz2|xz|zst)(\\..*)?)");

  /** Whatever it is called: beside replicas it may hold one, or all of a node's. */
  private static final Pattern ARCHIVE =
      Pattern.compile(
          ".+\\.(tar|tgz|tbz2?|txz|tzst|zip|7z|rar|cpio|squashfs"
              + "|(tar|img|raw|dd)\\.(gz|bz2|xz|zst|lz4)|img|raw|dd|qcow2|vmdk|vdi|vhdx?)",
          Pattern.CASE_INSENSITIVE);

  private Packed() {}

  /**
   * @param beside all that lies in its directory
   * @param place whether somebody named that directory
   */
  static boolean is(Path one, List<Path> beside, boolean place) {
    String name = String.valueOf(one.getFileName());
    if (CALLED.matcher(name).matches()) {
      return true;
    }
    // An image that a merge wrote, or is writing, has its report or its journal beside it.
    boolean ofAMerge =
        Stream.of(".json", ".journal")
            .anyMatch(end -> beside.contains(one.resolveSibling(name + end)));
    return !ofAMerge
        && ARCHIVE.matcher(name).matches()
        && (place || one.getParent().endsWith("replicas") || beside.stream().anyMatch(Packed::is));
  }

  private static boolean is(Path replica) {
    return Orphan.of("", replica).isPresent()
        && Files.isDirectory(replica, LinkOption.NOFOLLOW_LINKS);
  }
}
