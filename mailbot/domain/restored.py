"""What a restore leaves behind: settings that make the first start look for what has happened since the backup."""

RESTORED_LETTERS = "restored_letters"
"""When the backup was made that the store came from, while its letters are not settled; ISO 8601, UTC."""

RESTORED_MAIL = "restored_mail"
"""The same, while the folders mail is filed in have not been compared with the record."""

RESTORED_AT = "restored_at"
"""When the letters were settled, the first thing after a restore; ISO 8601, UTC."""

BROUGHT_BACK = "brought_back"
"""The archive ids of messages that were moved back to be taken in again: their answers may have left. JSON."""
