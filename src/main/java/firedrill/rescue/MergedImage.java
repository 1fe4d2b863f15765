package firedrill.rescue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.component.longhorn.injection.Decision;
import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.replica.Blocks;
import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.ContentHash;
import firedrill.component.longhorn.replica.ContentKind;
import firedrill.component.longhorn.replica.Merge;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * One replica merged into an image by hand.
 *
 * @param sha256 of the image's bytes, as {@code sha256sum} gives it
 * @param content hash of the image as {@link ReplicaListing} has it of each replica, read from the
 *     image
 * @param notes what a reader of the image must know, in words: human's words, warnings, doubts
 */
public record MergedImage(
    Path image, long size, String sha256, String content, ContentKind kind, List<String> notes) {

  /**
   * Merges, or goes on with what an interrupted call began.
   *
   * @param beside all replicas of the volume that are known, this one too
   * @param byHand this one, whatever the others are
   * @param progress is told bytes done and bytes of the whole
   * @throws IOException before anything is written when another one may be the right one
   */
  public static MergedImage of(
      Orphan replica,
      List<Orphan> beside,
      Testimony evidence,
      boolean byHand,
      Path image,
      BiConsumer<Long, Long> progress)
      throws IOException {
    return of(replica, new Found(beside, List.of()), evidence, byHand, image, progress);
  }

  /**
   * Likewise; places that were not looked at are in the report.
   *
   * @param found all that are known, and where others may lie
   */
  public static MergedImage of(
      Orphan replica,
      Found found,
      Testimony evidence,
      boolean byHand,
      Path image,
      BiConsumer<Long, Long> progress)
      throws IOException {
    List<Orphan> beside = found.replicas();
    Merge.requirePlace(image, replica.directory());
    OwnReport.require(image, report(image));
    evidence.requireKnown(beside);
    List<String> notes = new ArrayList<>(found.remarks());
    found.unseen().forEach(u -> notes.add("not looked at: " + u.why()));
    List<Orphan> known = evidence.grouped(beside);
    Orphan own =
        known.stream()
            .filter(o -> o.directory().equals(replica.directory()))
            .findFirst()
            .orElse(replica);
    Chain chain =
        byHand ? chosen(own, known, evidence, notes) : certain(own, known, evidence, notes);
    chain.words().forEach(word -> notes.add("by a human's word: " + word));
    notes.addAll(chain.warnings());
    chain.allDoubts().forEach(doubt -> notes.add("doubt: " + doubt));
    chain
        .unvouched()
        .forEach(
            layer -> notes.add(layer + " holds nothing: nobody wrote to it, or it was emptied"));
    long size = chain.volume().size();
    List<MergedImage> merged = new ArrayList<>();
    Merge.of(chain)
        .onProgress(done -> progress.accept(done, size))
        .last(
            written -> {
              merged.add(hashed(written, image, chain, notes));
              Files.writeString(
                  report(image),
                  merged.get(0).json(replica),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE,
                  LinkOption.NOFOLLOW_LINKS);
            })
        .into(image);
    return merged.get(0);
  }

  private static MergedImage hashed(Path written, Path image, Chain chain, List<String> notes)
      throws IOException {
    try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    ContentHash content = new ContentHash();
    long size = chain.volume().size();
    String sha256 = sha256(written, content);
    return new MergedImage(
        image, size, sha256, content.hex(size), ContentKind.of(chain), List.copyOf(notes));
  }

  /** The others are looked at all the same, so that the report says what it was chosen against. */
  private static Chain chosen(
      Orphan replica, List<Orphan> known, Testimony evidence, List<String> notes)
      throws IOException {
    ReplicaDirectory directory =
        ReplicaDirectory.at(replica.directory())
            .override(evidence.words(replica))
            .saidToStandOn(evidence.backingImage(replica.volume()));
    if (evidence.backing().containsKey(replica.volume())) {
      directory.backing(evidence.backing().get(replica.volume()));
    }
    Chain chain = directory.chain();
    Decision decision =
        evidence.candidates(replica.volume(), known).choose(replica.directory().toString());
    notes.add("chosen by hand: " + decision.text());
    decision.all().stream()
        .filter(c -> !c.orphan().directory().equals(replica.directory()))
        .forEach(c -> notes.add("compared with: " + c.text()));
    return chain;
  }

  private static Chain certain(
      Orphan replica, List<Orphan> beside, Testimony evidence, List<String> notes)
      throws IOException {
    Decision decision = evidence.decide(replica.volume(), beside);
    boolean right =
        decision
            .chosen()
            .filter(
                c ->
                    c.orphan().directory().equals(replica.directory())
                        || decision.all().stream()
                            .anyMatch(
                                o ->
                                    o.orphan().directory().equals(replica.directory())
                                        && o.readable()
                                        && o.hash().equals(c.hash())))
            .isPresent();
    if (!right) {
      throw new IOException(
          decision.text()
              + "\n"
              + decision.table()
              + "\nNothing was written. To take "
              + replica.directory()
              + " all the same, say --choose this");
    }
    boolean another =
        decision
            .chosen()
            .filter(c -> !c.orphan().directory().equals(replica.directory()))
            .isPresent();
    notes.add((another ? "this one is equal to the one to recover from: " : "") + decision.text());
    if (decision.all().size() == 1) {
      notes.add("no other replica of " + replica.volume() + " was given to compare it with");
    }
    return decision.all().stream()
        .filter(c -> c.orphan().directory().equals(replica.directory()))
        .findFirst()
        .orElseThrow()
        .chain()
        .orElseThrow();
  }

  /** Lies beside the image. */
  public static Path report(Path image) {
    return image.resolveSibling(image.getFileName() + ".json");
  }

  /** Read once, for both. */
  private static String sha256(Path image, ContentHash content) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(image)) {
      long at = 0;
      // Whole blocks each time, as the content's hash needs them.
      for (int read = in.readNBytes(buffer, 0, buffer.length);
          read > 0;
          read = in.readNBytes(buffer, 0, buffer.length)) {
        digest.update(buffer, 0, read);
        Blocks.nonZero(at, ByteBuffer.wrap(buffer, 0, read), content);
        at += read;
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** What opens it without writing to it; one command a line. */
  public List<String> mountLines() {
    String file = quoted(image.toAbsolutePath().toString());
    String copy = quoted(image.toAbsolutePath() + ".copy");
    // Not /mnt itself: the nodes' disks may be mounted below it.
    String place = quoted(image.toAbsolutePath() + ".d");
    String made = "mkdir -p " + place + " && ";
    String loop = "losetup --read-only --find --show " + file;
    return switch (kind) {
      case EXT4, EXT3 ->
          List.of(
              made + "mount -o ro,loop,noload " + file + " " + place,
              copied(file, copy)
                  + "e2fsck -fy "
                  + copy
                  + "   # when files look damaged: with the journal replayed, on a copy",
              "mount -o ro,loop " + copy + " " + place + "   # that copy, then");
      case XFS ->
          List.of(
              made + "mount -o ro,loop,norecovery,nouuid " + file + " " + place,
              copied(file, copy)
                  + "mount -o loop,nouuid "
                  + copy
                  + " "
                  + place
                  + "   # when files look damaged: with the log replayed, on a copy");
      case BTRFS -> List.of(made + "mount -o ro,loop,rescue=nologreplay " + file + " " + place);
      case LUKS ->
          List.of(
              loop + "   # prints /dev/loopN",
              "cryptsetup open --readonly /dev/loopN rescued   # the key is CRYPTO_KEY_VALUE of the"
                  + " Secret that the StorageClass names",
              made
                  + "mount -o ro,noload /dev/mapper/rescued "
                  + place
                  + "   # of XFS: ro,norecovery");
      case PARTITIONED ->
          List.of(
              loop + " --partscan   # prints /dev/loopN",
              made + "mount -o ro,noload /dev/loopNp1 " + place + "   # of XFS: ro,norecovery");
      case LVM -> List.of(loop, "vgscan && lvs   # then mount the logical volume read-only");
      case SWAP, BLANK, UNKNOWN -> List.of();
    };
  }

  private static String copied(String file, String copy) {
    return "cp --sparse=always " + file + " " + copy + " && ";
  }

  /** As a shell takes it for one word. */
  private static String quoted(String file) {
    return file.matches("[A-Za-z0-9._/@%+,:=-]+") ? file : "'" + file.replace("'", "'\\''") + "'";
  }

  private String json(Orphan replica) {
    ObjectNode root = new JsonMapper().createObjectNode();
    root.put("image", image.toAbsolutePath().toString());
    root.put("replica", replica.directory().toString());
    root.put("node", replica.node());
    root.put("size", size);
    root.put("sha256", sha256);
    root.put("content", content);
    root.put("holds", kind.text());
    notes.forEach(root.putArray("notes")::add);
    mountLines().forEach(root.putArray("mountReadOnly")::add);
    return root.toPrettyString() + "\n";
  }
}
