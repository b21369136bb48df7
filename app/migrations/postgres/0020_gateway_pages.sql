-- A payment whose method is chosen on a page of the gateway's: which page, and where it is, for as long as the gateway has not named what it moves.

ALTER TABLE payment ADD COLUMN gateway_page TEXT;
ALTER TABLE payment ADD COLUMN gateway_page_url TEXT;
