BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE ask (
	id VARCHAR NOT NULL, 
	platform VARCHAR NOT NULL, 
	workspace VARCHAR NOT NULL, 
	requester VARCHAR NOT NULL, 
	speaker VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	sample_key VARCHAR NOT NULL, 
	statement VARCHAR NOT NULL, 
	locale VARCHAR NOT NULL, 
	place JSON NOT NULL, 
	created_at FLOAT NOT NULL, 
	expires_at FLOAT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	platform VARCHAR NOT NULL, 
	workspace VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES(1,'web','page','mina','clone','Mína',1.0);
CREATE TABLE budget (
	scope VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	used BIGINT NOT NULL, 
	PRIMARY KEY (scope, period)
);
INSERT INTO "budget" VALUES('page','2026-11',7);
CREATE TABLE channel (
	name VARCHAR NOT NULL, 
	position BIGINT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "channel" VALUES('page',3);
CREATE TABLE clip (
	"key" VARCHAR NOT NULL, 
	format VARCHAR NOT NULL, 
	size BIGINT NOT NULL, 
	seconds FLOAT NOT NULL, 
	waveform BLOB NOT NULL, 
	embed_url VARCHAR, 
	created_at FLOAT NOT NULL, 
	used_at FLOAT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "clip" VALUES('clips/ab/abcd.mp3','mp3',10,1.5,X'00FF',NULL,1.0,1.0);
CREATE TABLE "consent" (
	id INTEGER NOT NULL, 
	platform VARCHAR NOT NULL, 
	workspace VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	voice VARCHAR NOT NULL, 
	folded VARCHAR NOT NULL, 
	speaker VARCHAR NOT NULL, 
	statement VARCHAR NOT NULL, 
	sample_hash VARCHAR NOT NULL, 
	at FLOAT NOT NULL, 
	revoked_at FLOAT, 
	requester VARCHAR DEFAULT '' NOT NULL, 
	text_hash VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "consent" VALUES(1,'web','page','mina','Mína','mína','Mína','1','abababababababababababababababababababababababababababababababab',1.0,NULL,'','');
CREATE TABLE mark (
	name VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE post (
	channel VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	position BIGINT NOT NULL, 
	body JSON NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (channel, id), 
	CONSTRAINT post_in_order UNIQUE (channel, position)
);
INSERT INTO "post" VALUES('page','gone',3,'{"text": "\uc548\ub155"}',2.0);
CREATE TABLE "preference" (
	platform VARCHAR NOT NULL, 
	workspace VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	voice VARCHAR, 
	language VARCHAR, 
	emotion VARCHAR, 
	speed FLOAT, 
	pitch INTEGER, 
	format VARCHAR, 
	delivery VARCHAR, 
	PRIMARY KEY (platform, workspace, owner)
);
INSERT INTO "preference" VALUES('web','page','mina','Mína',NULL,NULL,1.25,-2,NULL,NULL);
CREATE TABLE rule (
	platform VARCHAR NOT NULL, 
	workspace VARCHAR NOT NULL, 
	body JSON NOT NULL, 
	PRIMARY KEY (platform, workspace)
);
CREATE TABLE share (
	platform VARCHAR NOT NULL, 
	workspace VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	folded VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	target VARCHAR NOT NULL, 
	PRIMARY KEY (platform, workspace, owner, folded, kind, target)
);
CREATE TABLE vault (
	name VARCHAR NOT NULL, 
	"key" BLOB NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE "voice" (
	id INTEGER NOT NULL, 
	platform VARCHAR NOT NULL, 
	workspace VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	folded VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	ref VARCHAR NOT NULL, 
	names JSON NOT NULL, 
	languages JSON NOT NULL, 
	emotions JSON NOT NULL, 
	sample_key VARCHAR NOT NULL, 
	created_at FLOAT NOT NULL, 
	shared BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT voice_once UNIQUE (platform, workspace, owner, folded)
);
INSERT INTO "voice" VALUES(1,'web','page','mina','Mína','mína','resource','65f0','[["ko", "\ubbf8\ub098"]]','["en-us"]','["happy"]','samples/ab/abcd.wav',1.0,1);
CREATE INDEX audit_of_workspace ON audit (platform, workspace, id);
CREATE INDEX clip_by_use ON clip (used_at);
CREATE INDEX post_by_age ON post (at);
CREATE INDEX consent_of_voice ON consent (platform, workspace, owner, folded);
CREATE INDEX ask_by_age ON ask (expires_at);
CREATE INDEX ask_of_workspace ON ask (platform, workspace);
COMMIT;
