package firedrill.component.longhorn.replica;

/** What can be wrong with a replica directory, or with merging one. */
public enum Problem {
  /** There is no directory, no {@code volume.meta}, or it is empty. */
  NOT_A_REPLICA,
  /** It was made and never filled: there is no head. */
  NEVER_FILLED,
  /** The file system refuses to show a file, or it is no regular file. */
  UNREADABLE,
  /** JSON that is cut off, malformed, too large, or whose fields are of the wrong kind. */
  CORRUPT_META,
  /** A name that is not a plain layer name of this very directory. */
  HOSTILE_NAME,
  /** The parents of the layers lead back to one already visited. */
  CYCLE,
  /** A layer of the chain, or its metadata, is not there. */
  MISSING_LAYER,
  /** More layers than an engine can have. */
  TOO_MANY_LAYERS,
  /** Sizes that contradict each other, or that no volume has. */
  SIZE_MISMATCH,
  /** A rebuild of this replica was not finished: some of its layers may be incomplete. */
  REBUILDING,
  /** The engine had recorded an error of its own. */
  ERROR_RECORDED,
  /** A process has the head open for writing. */
  OPEN,
  /** The volume stands on a backing image that was not given or cannot be read. */
  BACKING_IMAGE,
  /** The file system does not say which blocks are allocated. */
  NO_EXTENTS,
  /** The layers were copied in a way that mixed up holes and zero blocks. */
  HOLES_LOST,
  /** The layers are a copy that may have mixed up holes and zero blocks. */
  COPIED,
  /** The directory changed while it was read. */
  CHANGED,
  /** No room for the merged image. */
  DISK_FULL
}
