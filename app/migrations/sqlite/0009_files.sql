-- The sweep of files that nothing refers to asks for each of them whether a pet shows it.
CREATE INDEX pet_photo ON pet (photo_blob_id) WHERE photo_blob_id IS NOT NULL;
