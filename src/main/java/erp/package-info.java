/**
 * A small double-entry ledger service: entries in PostgreSQL, attachments on a volume.
 *
 * <p>It stands for the application that a recovery is for. It promises only what it keeps: an
 * acknowledged entry is durable, in the chain once, and its attachment is flushed.
 */
package erp;
